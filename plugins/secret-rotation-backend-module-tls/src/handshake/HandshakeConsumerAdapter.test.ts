import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import {
  accountName,
  SecretValue,
  storeVersionId,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  at,
  createOwnAuthority,
  type OwnAuthority,
} from '../__testUtils__/ownAuthority';
import { startTlsServer, type TlsServer } from '../__testUtils__/tlsServer';
import { HandshakeConsumerAdapter } from './HandshakeConsumerAdapter';
import { readHandshakeSettings } from './settings';

jest.setTimeout(120_000);

const NAME = 'shop.internal';
const [V1, V2] = ['1', '2'].map(storeVersionId);
const consumer = {
  entityRef: 'component:default/shop',
  name: 'shop',
  namespace: 'default',
  labels: {},
};

let own: OwnAuthority;
let old: SecretValue;
let next: SecretValue;
const closers: Array<() => Promise<void>> = [];

beforeAll(async () => {
  own = await createOwnAuthority();
  old = await issue(1);
  next = await issue(2);
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()));
});
afterAll(() => own.remove());

async function issue(run: number): Promise<SecretValue> {
  return own.rotator.issue(
    {
      options: own.rotator.parseOptions({ names: [NAME] }),
      account: accountName(NAME),
      current: undefined,
      known: [],
      since: new Date(0),
    },
    at(run),
  );
}

async function serve(
  ...args: Parameters<typeof startTlsServer>
): Promise<TlsServer> {
  const server = await startTlsServer(...args);
  closers.push(server.close);
  return server;
}

function adapterFor(entry: object) {
  const config = new ConfigReader({ timeout: { seconds: 10 }, ...entry });
  return new HandshakeConsumerAdapter(
    readHandshakeSettings({ name: 'tls', config }),
  );
}

async function observe(entry: object, signal = at(1).signal) {
  const candidates = new Map([
    [V1, old],
    [V2, next],
  ]);
  const { instances } = await adapterFor(entry).observe(
    { consumer, candidates },
    { signal },
  );
  return instances;
}

describe('a consumer that shows its certificate by a handshake', () => {
  it('proves the version of each instance, also of one that still serves the old one', async () => {
    const [one, two] = [await serve(old), await serve(old)];
    const entry = { instances: [one.address, two.address] };
    const versions = async () =>
      (await observe(entry)).map(({ version, strength, health }) => [
        version,
        strength,
        health,
      ]);
    const proven = (version: string) => [version, 'proven', 'healthy'];

    expect(await versions()).toEqual([proven(V1), proven(V1)]);
    one.load(next);
    expect(await versions()).toEqual([proven(V2), proven(V1)]);
    two.load(next);
    expect(await versions()).toEqual([proven(V2), proven(V2)]);
  });

  it('is asked by the server name of the entry', async () => {
    const server = await serve(old, { [NAME]: next });
    const base = server.address;
    expect(await observe({ base })).toMatchObject([{ version: V1 }]);
    expect(
      await observe({ base, serverName: '{name}.internal' }),
    ).toMatchObject([{ version: V2 }]);
  });

  it('proves nothing with a certificate that is none of the secret’s', async () => {
    const server = await serve(await issue(3));
    expect(await observe({ base: server.address })).toEqual([
      {
        id: 'address 1 of 1',
        health: 'healthy',
        strength: 'none',
        finding: 'stale-cache',
      },
    ]);
  });

  it('is in the list when it is silent, hangs or speaks no TLS', async () => {
    const plain = createServer(socket => socket.end('220 ready\r\n'));
    const hanging = createServer(socket => socket.on('error', () => undefined));
    for (const server of [plain, hanging]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(async () => {
        server.close();
      });
    }
    const gone = await startTlsServer(old);
    await gone.close();
    const at127 = (server: typeof plain) =>
      `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const instances = await observe({
      instances: [at127(plain), at127(hanging), gone.address],
      timeout: { seconds: 2 },
    });
    expect(instances).toMatchObject([
      { health: 'ill', strength: 'none', finding: 'bad-format' },
      { health: 'unknown', strength: 'none', finding: 'unreachable' },
      { health: 'unknown', strength: 'none', finding: 'unreachable' },
    ]);
  });

  it('tells nobody to reload, and is over when its time is', async () => {
    const server = await serve(old);
    const adapter = adapterFor({ base: server.address });
    const input = { consumer, path: 'shop/tls', version: V2 };
    expect(await adapter.reload(input, at(1))).toEqual({ told: 0 });
    await expect(
      observe({ base: server.address }, AbortSignal.abort()),
    ).rejects.toThrow(UnavailableError);
  });

  it.each([
    [{ base: 'http://{name}.svc.internal' }, 'names an address without TLS'],
    [{ base: 'https://{name}' }, 'no literal domain suffix'],
    [{}, 'needs exactly one of base and instances'],
    [{ base: 'https://a.internal', serverName: 'a/b' }, 'serverName'],
    [{ base: 'https://a.internal', serverName: '{name}' }, 'serverName'],
    [{ base: 'https://a.internal', timeout: 'soon' }, 'timeout'],
  ])('is refused when it is configured as %j', (entry, message) => {
    expect(() => adapterFor(entry)).toThrow(message);
  });
});
