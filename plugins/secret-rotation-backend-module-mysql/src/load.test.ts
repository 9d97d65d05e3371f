import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withSqlServers } from '@keyturn/dev-peers';
import { createConnection } from 'mysql2/promise';
import { TALKATIVE_AND_STRANGE } from './__conformance__/peers';
import { at, createSqlWorld } from './__testUtils__/sqlWorld';

jest.setTimeout(120_000);

const REQUESTS_A_STEP = 8;

/** A service: it keeps one connection and logs in anew for every second request, with what it has read last. */
class Service {
  readonly failures: unknown[] = [];
  requests = 0;
  #value: SecretValue;
  #kept: Awaited<ReturnType<typeof logIn>> | undefined;

  constructor(value: SecretValue) {
    this.#value = value;
  }

  /** As services do that are told: new connections by the new value, and the old one closed. */
  async reload(value: SecretValue): Promise<void> {
    this.#value = value;
    await this.#kept?.end();
    this.#kept = undefined;
  }

  async serveSome(): Promise<void> {
    for (let served = 0; served < REQUESTS_A_STEP; served += 1) {
      await this.#request().catch(error => this.failures.push(error));
      this.requests += 1;
    }
  }

  async #request(): Promise<void> {
    this.#kept ??= await logIn(this.#value);
    await this.#kept.query('SELECT 1');
    const fresh = await logIn(this.#value);
    await fresh.query('SELECT 1');
    await fresh.end();
  }
}

async function logIn(value: SecretValue) {
  const connection = await createConnection({
    host: value.reveal('host'),
    port: Number(value.reveal('port')),
    user: value.reveal('username'),
    password: value.reveal('password'),
  });
  // The end of a connection shows in its next request.
  connection.on('error', () => undefined);
  return connection;
}

withSqlServers(TALKATIVE_AND_STRANGE, server => {
  it.each(['alternating-users', 'dual-password'] as const)(
    'a service under load sees no failed request through two rotations by %s',
    async strategy => {
      const world = await createSqlWorld(server(), strategy);
      const { rotator } = world;
      const options = rotator.parseOptions(world.options);
      const service = new Service(world.current);
      let { current } = world;
      for (const run of [1, 2]) {
        const accounts = rotator.chooseAccounts(options, current);
        const account = accounts.old ?? accounts.new;
        const input = { options, account: accounts.new, current };
        const next = await rotator.generate(input);
        await service.serveSome();
        // While requests go on.
        await Promise.all([
          service.serveSome(),
          rotator.activate({ options, accounts, value: next }, at(run, 1)),
        ]);
        const keptSince = new Date();
        await service.serveSome();
        await service.reload(next);
        await service.serveSome();
        await Promise.all([
          service.serveSome(),
          rotator.revoke(
            { options, account, keep: next, keptSince },
            at(run, 1),
          ),
        ]);
        await service.serveSome();
        current = next;
      }
      await service.reload(current);
      await world.close();
      expect(service.failures).toEqual([]);
      expect(service.requests).toBe(2 * 6 * REQUESTS_A_STEP);
    },
  );
});
