import { createHmac } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  MisconfiguredError,
  PermissionDeniedError,
  SecretValue,
  UnavailableError,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { StandInService } from './__testUtils__/standInService';
import {
  HttpConsumerAdapter,
  type HttpConsumerOptions,
} from './HttpConsumerAdapter';
import { readHttpConsumerSettings } from './settings';

const TOKEN = 'a-token-for-services';
const PATH = 'payments/db-login';
const OLD = storeVersionId('41');
const NEW = storeVersionId('42');
const value = SecretValue.text('the-value-in-use-Gm5');
const use = { path: PATH, version: NEW, value, shows: 'proof' } as const;
const consumer = {
  entityRef: 'component:default/checkout',
  name: 'checkout',
  namespace: 'default',
  labels: {},
};
const signal = new AbortController().signal;

let services: StandInService[] = [];
afterEach(async () => {
  await Promise.all(services.map(service => service.stop()));
  services = [];
});

async function start(id: string, host?: string, port?: number) {
  const service = await new StandInService(TOKEN).start(id, host, port);
  service.setUse(use);
  services.push(service);
  return service;
}

function adapterFor(config: JsonObject, options?: HttpConsumerOptions) {
  return new HttpConsumerAdapter(
    readHttpConsumerSettings({
      name: 'http',
      config: new ConfigReader({
        kind: 'http',
        token: TOKEN,
        timeout: { milliseconds: 500 },
        ...config,
      }),
    }),
    options,
  );
}

function observe(
  adapter: HttpConsumerAdapter,
  candidates: ReadonlyMap<typeof NEW, SecretValue> = new Map([[NEW, value]]),
) {
  return adapter.observe({ consumer, path: PATH, candidates }, { signal });
}

function reload(adapter: HttpConsumerAdapter) {
  return adapter.reload(
    { consumer, path: PATH, version: NEW },
    { signal, fence: { run: 1, epoch: 1 } },
  );
}

describe('what the http consumer sends', () => {
  it('asks each instance with a fresh nonce of 32 bytes and the bearer token', async () => {
    const both = [await start('a'), await start('b')];
    const adapter = adapterFor({ instances: both.map(({ url }) => url) });
    await observe(adapter);
    await observe(adapter);
    const attests = both
      .flatMap(({ requests }) => requests)
      .filter(({ url }) => url?.startsWith('/keyturn/attest?'));
    const nonces = attests.map(({ url, headers }) => {
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      const query = new URL(url ?? '', 'http://x').searchParams;
      expect(query.get('path')).toBe(PATH);
      return query.get('nonce');
    });
    expect(new Set(nonces).size).toBe(4);
    nonces.forEach(nonce => expect(nonce).toMatch(/^[0-9a-f]{64}$/));
  });

  it('keeps the token from the health endpoint', async () => {
    const service = await start('a');
    await observe(adapterFor({ base: service.url }));
    const health = service.requests.filter(({ url }) => url === '/healthz');
    expect(health).toHaveLength(1);
    expect(health[0].headers.authorization).toBeUndefined();
  });

  it('tells path and version, no more', async () => {
    const service = await start('a');
    expect(await reload(adapterFor({ base: service.url }))).toEqual({
      told: 1,
    });
    expect(service.bodies).toEqual([{ path: PATH, version: NEW }]);
  });

  it('uses the paths of the entry below the path of the base', async () => {
    const service = await start('a');
    service.overrides.set('/shop/alive', (_request, response) =>
      response.writeHead(200).end(),
    );
    service.overrides.set('/shop/checkout/uses', (_request, response) =>
      response.writeHead(403).end(),
    );
    const { instances } = await observe(
      adapterFor({
        base: `${service.url}/shop/`,
        attest: '/{name}/uses',
        health: '/alive',
      }),
    );
    expect(instances).toEqual([
      expect.objectContaining({
        health: 'healthy',
        finding: 'permission-denied',
      }),
    ]);
  });
});

describe('what the http consumer takes for an answer', () => {
  it.each([
    [301, 'no-attestation'],
    [302, 'no-attestation'],
    [307, 'no-attestation'],
    [404, 'no-attestation'],
    [500, 'no-attestation'],
    [204, 'no-attestation'],
    [401, 'permission-denied'],
    [403, 'permission-denied'],
  ])(
    'a status %i of attest is %s; nothing is followed',
    async (status, finding) => {
      const other = await start('other');
      const service = await start('a');
      service.overrides.set('/keyturn/attest', (_request, response) =>
        response.writeHead(status, { location: `${other.url}/` }).end(),
      );
      const { instances } = await observe(adapterFor({ base: service.url }));
      expect(instances).toEqual([
        expect.objectContaining({
          id: 'address 1 of 1',
          health: 'healthy',
          strength: 'none',
          finding,
        }),
      ]);
      expect(other.requests).toEqual([]);
    },
  );

  it('a redirect of health is ill, a redirect of reload is not told', async () => {
    const other = await start('other');
    const service = await start('a');
    for (const path of ['/healthz', '/keyturn/reload']) {
      service.overrides.set(path, (_request, response) =>
        response.writeHead(307, { location: `${other.url}${path}` }).end(),
      );
    }
    const adapter = adapterFor({ base: service.url });
    expect((await observe(adapter)).instances[0].health).toBe('ill');
    await expect(reload(adapter)).rejects.toThrow(UnavailableError);
    expect(other.requests).toEqual([]);
  });

  it.each([200, 202, 204])('a status %i of reload is told', async status => {
    const service = await start('a');
    service.overrides.set('/keyturn/reload', (request, response) => {
      request.resume();
      response.writeHead(status).end();
    });
    expect(await reload(adapterFor({ base: service.url }))).toEqual({
      told: 1,
    });
  });

  it('a refused token of reload is named with key and fix', async () => {
    const service = await start('a');
    await service.setManner('denies');
    const refusal = reload(adapterFor({ base: service.url }));
    await expect(refusal).rejects.toThrow(PermissionDeniedError);
    await expect(refusal).rejects.toMatchObject({
      fix: expect.stringContaining('secretRotation.consumers.http.token'),
    });
  });

  it('a silent health endpoint is unknown and unreachable; the proof stands', async () => {
    const service = await start('a');
    service.overrides.set('/healthz', request => request.destroy());
    const { instances } = await observe(adapterFor({ base: service.url }));
    expect(instances).toEqual([
      expect.objectContaining({
        health: 'unknown',
        strength: 'proven',
        version: NEW,
        finding: 'unreachable',
      }),
    ]);
  });

  it('an answer that drips is cut at the timeout', async () => {
    const service = await start('a');
    service.overrides.set('/keyturn/attest', (_request, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    const { instances } = await observe(adapterFor({ base: service.url }));
    expect(instances[0].finding).toBe('unreachable');
  });
});

describe('which instances the http consumer expects', () => {
  it('counts the second address of one instance as one that did not answer', async () => {
    const { url, port } = await start('a');
    const { instances } = await observe(
      adapterFor({ instances: [url, `http://localhost:${port}`] }),
    );
    expect(instances).toEqual([
      expect.objectContaining({ id: 'a', strength: 'proven' }),
      {
        id: 'address 2 of 2',
        health: 'unknown',
        strength: 'none',
        finding: 'unreachable',
      },
    ]);
  });

  it('asks each address of a discovered name, under that name', async () => {
    const first = await start('a', '127.0.0.1');
    const second = await start('b', '127.0.0.2', first.port);
    const { instances } = await observe(
      adapterFor(
        {
          base: `http://{name}.svc.invalid:${first.port}`,
          discover: 'dns',
        },
        {
          resolve: async host => {
            expect(host).toBe('checkout.svc.invalid');
            return [
              { address: '127.0.0.2', family: 4 },
              { address: '127.0.0.1', family: 4 },
              { address: '127.0.0.1', family: 4 },
            ];
          },
        },
      ),
    );
    expect(instances.map(({ id, strength }) => [id, strength])).toEqual([
      ['a', 'proven'],
      ['b', 'proven'],
    ]);
    expect(second.requests[0].headers.host).toBe(
      `checkout.svc.invalid:${first.port}`,
    );
  });

  it('takes one instance over IPv4 and IPv6 as one', async () => {
    const first = await start('a', '127.0.0.1');
    const { instances } = await observe(
      adapterFor(
        { base: `http://{name}.svc.invalid:${first.port}`, discover: 'dns' },
        {
          resolve: async () => [
            { address: '::ffff:127.0.0.1', family: 6 },
            { address: '127.0.0.1', family: 4 },
          ],
        },
      ),
    );
    expect(instances).toEqual([
      expect.objectContaining({ id: 'a', strength: 'proven' }),
    ]);
  });

  it.each([
    ['has no address', async () => []],
    ['is unknown', () => Promise.reject(new Error('ENOTFOUND'))],
    ['is never answered', () => new Promise<never>(() => {})],
  ])(
    'shows one unreachable instance when the name %s',
    async (_why, resolve) => {
      const adapter = adapterFor(
        { base: 'http://{name}.svc.invalid:1', discover: 'dns' },
        { resolve },
      );
      expect((await observe(adapter)).instances).toEqual([
        expect.objectContaining({
          id: 'address 1 of 1',
          strength: 'none',
          finding: 'unreachable',
        }),
      ]);
      await expect(reload(adapter)).rejects.toThrow(UnavailableError);
    },
  );

  it('refuses a name with more addresses than a service has', async () => {
    const adapter = adapterFor(
      { base: 'http://{name}.svc.invalid:1', discover: 'dns' },
      {
        resolve: async () =>
          Array.from({ length: 300 }, (_, index) => ({
            address: `127.0.${index % 2}.${index % 250}`,
            family: 4 as const,
          })).concat(
            Array.from({ length: 300 }, (_, index) => ({
              address: `127.1.${index}.1`,
              family: 4 as const,
            })),
          ),
      },
    );
    await expect(observe(adapter)).rejects.toThrow(MisconfiguredError);
  });
});

describe('which version an attestation proves', () => {
  const entry = (text: string, version: string, key?: SecretValue) => ({
    text,
    version,
    key,
  });

  async function observeUses(
    uses: Array<ReturnType<typeof entry>>,
    candidates?: ReadonlyMap<typeof NEW, SecretValue>,
  ) {
    const service = await start('a');
    service.overrides.set('/keyturn/attest', (request, response) => {
      const nonce = new URL(request.url ?? '', service.url).searchParams.get(
        'nonce',
      );
      response.end(
        JSON.stringify({
          instance: 'a',
          startedAt: '2026-01-01T00:00:00Z',
          uses: uses.map(({ text, version, key }) => ({
            path: PATH,
            since: text,
            version,
            ...(key && {
              hmac: createHmac('sha256', key.reveal(key.secretFieldNames[0]))
                .update(nonce ?? '')
                .digest('hex'),
            }),
          })),
        }),
      );
    });
    const { instances } = await observe(
      adapterFor(
        { base: service.url },
        { now: () => new Date('2026-06-01T12:00:00Z') },
      ),
      candidates,
    );
    return instances[0];
  }

  const SINCE = '2026-06-01T11:00:00Z';

  it('the named one of two ids that hold the same value', async () => {
    const candidates = new Map([
      [OLD, value],
      [NEW, value],
    ]);
    expect(await observeUses([entry(SINCE, NEW, value)], candidates)).toEqual(
      expect.objectContaining({
        version: NEW,
        strength: 'proven',
        since: new Date(SINCE),
      }),
    );
  });

  it('by the password, wherever the store puts it', async () => {
    const login = SecretValue.of({
      extra: { value: 'another-secret', secret: true },
      password: { value: 'the-password', secret: true },
      username: { value: 'payments_a', secret: false },
    });
    expect(
      await observeUses(
        [entry(SINCE, NEW, SecretValue.text('the-password'))],
        new Map([[NEW, login]]),
      ),
    ).toMatchObject({ strength: 'proven', version: NEW });
  });

  it('none yet while an instance still uses two', async () => {
    const old = SecretValue.text('the-old-value-Kq2');
    const candidates = new Map([
      [OLD, old],
      [NEW, value],
    ]);
    expect(
      await observeUses(
        [entry(SINCE, NEW, value), entry(SINCE, OLD, old)],
        candidates,
      ),
    ).toMatchObject({ strength: 'none', finding: 'not-reloaded' });
  });

  it('only by claim when the named version has no value to compare', async () => {
    expect(await observeUses([entry(SINCE, '17', value)], new Map())).toEqual(
      expect.objectContaining({ version: '17', strength: 'claimed' }),
    );
  });

  it.each(['2026-06-01T12:11:00Z', '1970-01-01T00:00:00Z', 'yesterday', ''])(
    'without the impossible time %j',
    async since => {
      const found = await observeUses([entry(since, NEW, value)]);
      expect(found).toMatchObject({ strength: 'proven', version: NEW });
      expect(found.since).toBeUndefined();
    },
  );
});

it.each([
  ['no JSON', '<html>'],
  ['another shape', '[]'],
  [
    'an id with spaces',
    '{"instance":"address 1 of 2","startedAt":"","uses":[]}',
  ],
  ['a long id', `{"instance":"${'a'.repeat(129)}","startedAt":"","uses":[]}`],
  [
    'a digest that is none',
    `{"instance":"a","startedAt":"","uses":[{"path":"${PATH}","version":"42","since":"","hmac":"abc"}]}`,
  ],
  [
    'a value where the id belongs',
    '{"instance":"the-value-in-use-Gm5","startedAt":"","uses":[]}',
  ],
])('takes %s as bad-format', async (_what, body) => {
  const service = await start('a');
  service.overrides.set('/keyturn/attest', (_request, response) =>
    response.end(body),
  );
  const { instances } = await observe(adapterFor({ base: service.url }));
  expect(instances).toEqual([
    expect.objectContaining({
      id: 'address 1 of 1',
      strength: 'none',
      finding: 'bad-format',
    }),
  ]);
});
