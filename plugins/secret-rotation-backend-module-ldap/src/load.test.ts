import { setTimeout as delay } from 'node:timers/promises';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunningSlapd } from '@keyturn/dev-peers';
import { Client } from 'ldapts';
import { at, createLdapWorld } from './__testUtils__/ldapWorld';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';

jest.setTimeout(60_000);

/** A service that binds and searches without a pause. */
class Service {
  readonly failures: unknown[] = [];
  requests = 0;
  value: SecretValue;
  #runs = true;
  readonly #server: RunningSlapd;

  constructor(server: RunningSlapd, value: SecretValue) {
    this.#server = server;
    this.value = value;
  }

  async run(): Promise<void> {
    while (this.#runs) {
      const client = new Client({ url: this.#server.url });
      try {
        const { value } = this;
        await client.bind(value.reveal('dn'), value.reveal('password'));
        await client.search(this.#server.suffix, { scope: 'base' });
        this.requests += 1;
      } catch (error) {
        this.failures.push(error);
      } finally {
        await client.unbind();
      }
      await delay(2);
    }
  }

  stop(): void {
    this.#runs = false;
  }
}

describeOnSlapd('a service under load', () => {
  const server = withSlapd();

  it('sees no failed request through a rotation', async () => {
    const world = await createLdapWorld(server());
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    const service = new Service(server(), current);
    const running = service.run();
    const served = async (more: number) => {
      const target = service.requests + more;
      while (service.requests < target && service.failures.length === 0)
        await delay(5);
    };
    await served(30);
    await rotator.activate({ options, accounts, value }, at(1, 1));
    await served(30);
    service.value = value;
    // One may be under way with the old value.
    await served(2);
    await rotator.revoke(
      { options, account: accounts.new, keep: value, refuse: current },
      at(1, 1),
    );
    await served(30);
    service.stop();
    await running;

    expect(service.failures).toEqual([]);
    expect(service.requests).toBeGreaterThanOrEqual(92);
    const [{ answer }] = await rotator.probe(
      { options, value: current },
      at(1, 1),
    );
    expect(answer).toBe('rejected');
    await world.close();
  });
});
