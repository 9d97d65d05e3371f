import { ConfigReader } from '@backstage/config';
import {
  accountName,
  storeVersionId,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from './__testUtils__/ownAuthority';
import {
  askServer,
  startTlsServer,
  type TlsServer,
} from './__testUtils__/tlsServer';
import { HandshakeConsumerAdapter } from './handshake/HandshakeConsumerAdapter';
import { readHandshakeSettings } from './handshake/settings';

jest.setTimeout(120_000);

const NAME = 'shop.internal';
const HANDSHAKES_PER_PHASE = 20;

let own: OwnAuthority;
let servers: TlsServer[] = [];
beforeEach(async () => {
  own = await createOwnAuthority();
});
afterEach(async () => {
  await Promise.all(servers.map(server => server.close()));
  servers = [];
  await own.remove();
});

/** Clients that never cease to open connections, each checked as a browser does. */
function startClients(trust: string) {
  const tally = { shaken: 0, failed: 0 };
  let isOver = false;
  const loops = servers.map(async server => {
    while (!isOver) {
      await askServer(server, { ca: trust, name: NAME }).then(
        () => (tally.shaken += 1),
        () => (tally.failed += 1),
      );
    }
  });
  return {
    tally,
    /** Until many more connections were opened. */
    async more(): Promise<void> {
      const until = tally.shaken + HANDSHAKES_PER_PHASE;
      while (tally.shaken < until && tally.failed === 0) {
        await new Promise(resolve => setImmediate(resolve));
      }
    },
    async end(): Promise<void> {
      isOver = true;
      await Promise.all(loops);
    },
  };
}

it('rotates the certificate of servers under load without a failed handshake, and waits for the one that still serves the old one', async () => {
  const { rotator } = own;
  const options = rotator.parseOptions({ names: [NAME] });
  const account = accountName(NAME);
  const issue = (run: number, current: SecretValue | undefined) =>
    rotator.issue(
      {
        options,
        account,
        current,
        known: current ? [current] : [],
        since: new Date(0),
      },
      at(run),
    );
  const old = await issue(1, undefined);
  servers = [await startTlsServer(old), await startTlsServer(old)];
  const clients = startClients(own.authority.trust.join(''));
  await clients.more();

  const next = await issue(2, old);
  await clients.more();
  const adapter = new HandshakeConsumerAdapter(
    readHandshakeSettings({
      name: 'tls',
      config: new ConfigReader({
        instances: servers.map(({ address }) => address),
        timeout: { seconds: 30 },
      }),
    }),
  );
  const [v1, v2] = ['1', '2'].map(storeVersionId);
  const served = async () => {
    const { instances } = await adapter.observe(
      {
        consumer: {
          entityRef: 'component:default/shop',
          name: 'shop',
          namespace: 'default',
          labels: {},
        },
        candidates: new Map([
          [v1, old],
          [v2, next],
        ]),
      },
      at(2),
    );
    return instances.map(({ version }) => version);
  };
  servers[0].load(next);
  await clients.more();
  expect(await served()).toEqual([v2, v1]);
  servers[1].load(next);
  await clients.more();
  expect(await served()).toEqual([v2, v2]);
  await rotator.revoke({ options, account, keep: next, refuse: old }, at(2));
  await clients.more();
  await clients.end();

  const probe = async (value: SecretValue) =>
    (await rotator.probe({ value }, at(2)))[0].answer;
  expect(await probe(old)).toBe('rejected');
  expect(await probe(next)).toBe('accepted');
  expect(clients.tally.failed).toBe(0);
  expect(clients.tally.shaken).toBeGreaterThanOrEqual(HANDSHAKES_PER_PHASE * 4);
});
