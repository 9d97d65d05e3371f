import { setTimeout as delay } from 'node:timers/promises';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunningRedis } from '@keyturn/dev-peers';
import { createClient } from '@redis/client';
import { at, createRedisWorld } from './__testUtils__/redisWorld';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';

jest.setTimeout(60_000);

/** A service that asks without a pause, on a connection that it keeps and on fresh ones. */
class Service {
  readonly failures: unknown[] = [];
  requests = 0;
  #runs = true;
  #client?: ReturnType<typeof createClient>;
  readonly #server: RunningRedis;
  #value: SecretValue;

  constructor(server: RunningRedis, value: SecretValue) {
    this.#server = server;
    this.#value = value;
  }

  async run(): Promise<void> {
    while (this.#runs) {
      try {
        this.#client ??= await this.#connect();
        await this.#client.set('shop:key', 'x');
        const fresh = await this.#connect();
        await fresh.get('shop:key');
        fresh.destroy();
        this.requests += 2;
      } catch (error) {
        this.failures.push(error);
      }
      await delay(2);
    }
    this.#client?.destroy();
  }

  /** Takes the new value: the next request opens a new connection, the old one is closed. */
  reload(value: SecretValue): void {
    this.#value = value;
    const left = this.#client;
    this.#client = undefined;
    setImmediate(() => left?.close());
  }

  stop(): void {
    this.#runs = false;
  }

  async #connect() {
    const { host, port } = this.#server;
    const client = createClient({
      socket: { host, port, reconnectStrategy: false },
      username: this.#value.reveal('username'),
      password: this.#value.reveal('password'),
    });
    client.on('error', () => undefined); // shows in the next request
    await client.connect();
    return client as ReturnType<typeof createClient>;
  }
}

describeOnRedis('a service under load', () => {
  const servers = withRedis();

  it('sees no failed request through a rotation', async () => {
    const [server] = servers();
    const world = await createRedisWorld([server]);
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    const service = new Service(server, current);
    const running = service.run();
    const served = async (more: number) => {
      const target = service.requests + more;
      while (service.requests < target && service.failures.length === 0)
        await delay(5);
    };
    await served(50);
    await rotator.activate({ options, accounts, value }, at(1, 1));
    await served(50);
    const keptSince = new Date();
    // Redis counts in whole seconds: until then the service could not be told apart.
    while (Date.now() < keptSince.getTime() + 2_000) await served(10);
    service.reload(value);
    await served(50);
    const { endedSessions } = await rotator.revoke(
      { options, account: accounts.new, keep: value, keptSince },
      at(1, 1),
    );
    await served(50);
    service.stop();
    await running;

    expect(service.failures).toEqual([]);
    expect(service.requests).toBeGreaterThan(200);
    expect(endedSessions).toBe(0);
    const answers = await rotator.probe({ options, value: current }, at(1, 1));
    expect(answers.map(({ answer }) => answer)).toEqual(['rejected']);
    await world.close();
  });
});
