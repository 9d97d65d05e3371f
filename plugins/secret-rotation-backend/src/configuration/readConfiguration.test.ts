import { mockServices } from '@backstage/backend-test-utils';
import type { JsonValue } from '@backstage/types';
import {
  MisconfiguredError,
  type AdapterSettings,
  type ConsumerAdapter,
  type HealthSource,
  type Rotator,
  type SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { mayUseAccount, mayUsePath } from './matching';
import type { AdapterRegistry } from './model';
import { readConfiguration } from './readConfiguration';

/** Stand-ins: configuration only hands adapters on, it never calls them. */
function standIn<T>(): T {
  return {} as T;
}

function registry(seen: AdapterSettings[] = []): AdapterRegistry {
  return {
    stores: new Map([
      [
        'vault',
        settings => {
          seen.push(settings);
          settings.config.getString('address');
          return standIn<SecretStore>();
        },
      ],
      [
        'picky',
        ({ name }) => {
          throw new MisconfiguredError(
            `secretRotation.stores.${name}.mount is missing`,
            'Set mount to the mount of the KV engine',
          );
        },
      ],
    ]),
    rotators: new Map([['postgres', () => standIn<Rotator>()]]),
    consumers: new Map([['http', () => standIn<ConsumerAdapter>()]]),
    health: new Map([
      [
        'metrics',
        settings => {
          settings.config.getString('query');
          return standIn<HealthSource>();
        },
      ],
    ]),
  };
}

function read(
  secretRotation: JsonValue | undefined,
  more: { [key: string]: JsonValue } = {},
  adapters = registry(),
) {
  const data =
    secretRotation === undefined ? more : { secretRotation, ...more };
  return readConfiguration(mockServices.rootConfig({ data }), adapters);
}

const vault = {
  kind: 'vault',
  address: 'https://vault.internal:8200',
  allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
};
const postgres = { kind: 'postgres', allow: ['payments_*'] };
const good = {
  fallbackOwner: 'group:default/platform',
  stores: { 'vault-prod': vault },
  rotators: { 'payments-postgres': postgres },
  consumers: { http: { kind: 'http', base: 'http://x' } },
  policies: {
    database: { every: 'P30D', overlap: 'PT60M', firstRotation: 'now' },
  },
  enrolment: [
    {
      namespaces: ['default'],
      stores: ['vault-prod'],
      rotators: ['payments-postgres'],
    },
  ],
};

describe('a usable configuration', () => {
  it('is read whole, without a problem', () => {
    const configuration = read(good);
    expect(configuration.fallbackOwner).toBe('group:default/platform');
    expect([...configuration.stores.keys()]).toEqual(['vault-prod']);
    expect([...configuration.rotators.keys()]).toEqual(['payments-postgres']);
    expect([...configuration.consumers.keys()]).toEqual(['http']);
    expect(configuration.enrolment).toHaveLength(1);
    expect(configuration.ownerCheck).toBe(true);
    expect(
      configuration.entries.map(({ section, name, kind }) => [
        section,
        name,
        kind,
      ]),
    ).toEqual([
      ['stores', 'vault-prod', 'vault'],
      ['rotators', 'payments-postgres', 'postgres'],
      ['consumers', 'http', 'http'],
      ['policies', 'database', undefined],
      ['enrolment', 'enrolment[0]', undefined],
    ]);
    expect(configuration.entries.filter(it => it.problem)).toEqual([]);
  });

  it('gives each adapter its own part of app-config and its name', () => {
    const seen: AdapterSettings[] = [];
    read(good, {}, registry(seen));
    expect(seen[0].name).toBe('vault-prod');
    expect(seen[0].config.getString('address')).toBe(vault.address);
    expect(() => seen[0].config.getString('absent')).toThrow(
      'secretRotation.stores.vault-prod.absent',
    );
  });

  it('reads by which labels a worker reaches an entry, which is no business of its module', () => {
    const seen: AdapterSettings[] = [];
    const { stores, rotators, consumers, worker } = read(
      {
        ...good,
        stores: { 'vault-prod': { ...vault, workerLabels: ['dmz'] } },
        consumers: { http: { kind: 'http', workerLabels: ['eu', 'dmz'] } },
        worker: { labels: ['dmz'] },
      },
      {},
      registry(seen),
    );
    expect(worker.labels).toEqual(['dmz']);
    expect(stores.get('vault-prod')?.workerLabels).toEqual(['dmz']);
    expect(rotators.get('payments-postgres')?.workerLabels).toEqual([]);
    expect(consumers.get('http')?.workerLabels).toEqual(['eu', 'dmz']);
    expect(seen[0].config.has('workerLabels')).toBe(false);
  });

  it('takes the short form of an allow-list of accounts for all namespaces', () => {
    const entry = read(good).rotators.get('payments-postgres');
    expect(entry && mayUseAccount(entry, 'any', 'payments_a')).toBe(true);
    expect(entry && mayUseAccount(entry, 'any', 'orders_a')).toBe(false);
  });

  it('keeps the allow-list of a store', () => {
    const entry = read(good).stores.get('vault-prod');
    expect(entry && mayUsePath(entry, 'default', 'payments/x')).toBe(true);
    expect(entry && mayUsePath(entry, 'guest', 'payments/x')).toBe(false);
  });

  it('may consist of the fallback owner alone, empty sections included', () => {
    const { stores, entries } = read({
      fallbackOwner: 'User:Ada',
      stores: null,
      enrolment: [],
    });
    expect(stores.size).toBe(0);
    expect(entries).toEqual([]);
  });
});

describe('an unusable root', () => {
  it.each([
    ['is missing', undefined, 'secretRotation is missing'],
    ['is a text', 'yes', 'secretRotation is not an object'],
    ['is a list', [], 'secretRotation is not an object'],
    ['has no fallback owner', {}, 'secretRotation.fallbackOwner is missing'],
    [
      'has a fallback owner that is no ref',
      { fallbackOwner: 'platform' },
      'secretRotation.fallbackOwner is not an entity ref',
    ],
    [
      'has a fallback owner that is a number',
      { fallbackOwner: 7 },
      'secretRotation.fallbackOwner is not a text',
    ],
    [
      'has a fallback owner that is nobody',
      { fallbackOwner: 'component:default/x' },
      'secretRotation.fallbackOwner is neither a group nor a user',
    ],
  ])('that %s fails the start and names key and fix', (_, root, message) => {
    expect(() => read(root)).toThrow(message);
    expect(() => read(root)).toThrow(/(Set|Add|Write) secretRotation/);
  });
});

/** The problem of the only entry that has one. */
function onlyProblem(secretRotation: JsonValue, more = {}) {
  const configuration = read(secretRotation, more);
  const wrong = configuration.entries.filter(it => it.problem);
  expect(wrong).toHaveLength(1);
  return { configuration, entry: wrong[0], problem: wrong[0].problem };
}

describe('a bad entry', () => {
  it('of a kind that nobody provides names the installed kinds and the package', () => {
    const { configuration, entry, problem } = onlyProblem({
      ...good,
      stores: { 'vault-prod': vault, typo: { ...vault, kind: 'valt' } },
    });
    expect([...configuration.stores.keys()]).toEqual(['vault-prod']);
    expect(entry).toMatchObject({
      section: 'stores',
      name: 'typo',
      kind: 'valt',
    });
    expect(problem?.message).toContain('secretRotation.stores.typo.kind');
    expect(problem?.message).toContain('installed: picky, vault');
    expect(problem?.fix).toContain(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-valt',
    );
  });

  it('that its module refuses shows what the module says', () => {
    const { problem } = onlyProblem({
      ...good,
      stores: { 'vault-prod': vault, bad: { ...vault, kind: 'picky' } },
    });
    expect(problem).toEqual({
      code: 'adapter-refused',
      message: 'secretRotation.stores.bad.mount is missing',
      fix: 'Set mount to the mount of the KV engine',
    });
  });

  it('on which its module fails otherwise shows nothing of the failure', () => {
    const adapters = registry();
    adapters.stores.set('vault', () => {
      throw new Error('connect to vault.internal with token s3cr3t failed');
    });
    const { entries } = read(good, {}, adapters);
    const text = JSON.stringify(entries);
    expect(text).toContain('adapter-failed');
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain('vault.internal');
  });

  it.each([
    ['no kind', { allow: [] }, 'secretRotation.stores.bad.kind', 'missing-key'],
    [
      'no allow-list',
      { kind: 'vault' },
      'secretRotation.stores.bad.allow',
      'missing-key',
    ],
    ['no object', 'x', 'secretRotation.stores.bad', 'invalid-value'],
    [
      'a misspelt allowance',
      { ...vault, allow: [{ namespaces: ['x'], path: ['y'] }] },
      'secretRotation.stores.bad.allow[0]',
      expect.any(String),
    ],
    [
      'a pattern that walks up',
      { ...vault, allow: [{ namespaces: ['x'], paths: ['a/../b'] }] },
      'secretRotation.stores.bad.allow[0].paths[0] must not contain',
      'invalid-value',
    ],
    [
      'an empty list of namespaces',
      { ...vault, allow: [{ namespaces: [], paths: ['a'] }] },
      'secretRotation.stores.bad.allow[0].namespaces must name at least one',
      'invalid-value',
    ],
  ])('with %s names its key and leaves the others', (_, bad, key, code) => {
    const { configuration, problem } = onlyProblem({
      ...good,
      stores: { 'vault-prod': vault, bad },
    });
    expect([...configuration.stores.keys()]).toEqual(['vault-prod']);
    expect(problem?.message).toContain(key);
    expect(problem?.code).toEqual(code);
    expect(problem?.fix).toMatch(/\S/);
  });

  it('tells which keys exist where one is misspelt', () => {
    const { problem } = onlyProblem({
      ...good,
      policies: { bad: { evry: 'P30D' } },
    });
    expect(problem).toMatchObject({ code: 'unknown-key' });
    expect(problem?.fix).toContain('every, cron, timeZone, window');
  });

  it('never repeats the value, which may be a credential in the wrong place', () => {
    const { problem } = onlyProblem({
      ...good,
      policies: { bad: { every: 'hunter2', overlap: { secrets: 'hunter2' } } },
    });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('with a name that no catalog file can carry is refused', () => {
    const { problem } = onlyProblem({
      ...good,
      policies: { 'a b': {} },
    });
    expect(problem?.message).toContain('secretRotation.policies.a b must have');
  });

  it('that is a whole section of the wrong type disables that section alone', () => {
    const { configuration, entry } = onlyProblem({ ...good, policies: [] });
    expect(entry).toMatchObject({ section: 'policies', name: 'policies' });
    expect(configuration.stores.size).toBe(1);
  });

  it('at the root is on record and disturbs nothing', () => {
    const { configuration, entry, problem } = onlyProblem({
      ...good,
      polices: {},
    });
    expect(entry).toMatchObject({ section: 'root', name: 'polices' });
    expect(problem?.fix).toContain('policies');
    expect(configuration.policies.size).toBe(1);
  });
});

describe('an enrolment rule', () => {
  const rule = good.enrolment[0];

  it.each([
    [
      'misses a list',
      { namespaces: ['x'], stores: ['vault-prod'] },
      'rotators is missing',
    ],
    [
      'has a misspelt key',
      { ...rule, namespace: ['x'] },
      'enrolment[1].namespace is not a known key',
    ],
    [
      'names an unknown store',
      { ...rule, stores: ['valt-prod'] },
      'names "valt-prod"',
    ],
    ['is no object', 'all', 'secretRotation.enrolment[1]'],
  ])('that %s enrols nothing', (_, bad, message) => {
    const { configuration, problem } = onlyProblem({
      ...good,
      enrolment: [rule, bad],
    });
    expect(configuration.enrolment).toEqual([rule]);
    expect(problem?.message).toContain(message);
  });

  it('may name a store that is disabled itself', () => {
    const { configuration, entry } = onlyProblem({
      ...good,
      stores: { 'vault-prod': { ...vault, kind: 'valt' } },
    });
    expect(entry.section).toBe('stores');
    expect(configuration.enrolment).toHaveLength(1);
  });
});

describe('the owner check', () => {
  it('stays on while the permission framework is off', () => {
    const { configuration, problem } = onlyProblem({
      ...good,
      ownerCheck: false,
    });
    expect(configuration.ownerCheck).toBe(true);
    expect(problem?.code).toBe('owner-check-needed');
  });

  it('can be left to the permission framework', () => {
    const configuration = read(
      { ...good, ownerCheck: false },
      { permission: { enabled: true } },
    );
    expect(configuration.ownerCheck).toBe(false);
  });

  it('stays on when its value makes no sense', () => {
    const { configuration } = onlyProblem({ ...good, ownerCheck: 'no' });
    expect(configuration.ownerCheck).toBe(true);
  });
});

describe('health sources', () => {
  const metrics = { kind: 'metrics', query: 'up' };
  const withHealth = (health: JsonValue, healthSource?: string) =>
    read({
      ...good,
      health,
      consumers: {
        http: { kind: 'http', ...(healthSource && { healthSource }) },
      },
    });
  const problemsOf = ({ entries }: ReturnType<typeof read>) =>
    entries.flatMap(({ section, name, problem }) =>
      problem ? [[section, name, problem.code]] : [],
    );

  it('are asked for the consumer entries that name them, by workers that reach both', () => {
    const { consumers, entries } = read({
      ...good,
      health: { metrics: { ...metrics, workerLabels: ['eu'] } },
      consumers: {
        plain: { kind: 'http' },
        watched: {
          kind: 'http',
          healthSource: 'metrics',
          workerLabels: ['dmz', 'eu'],
        },
      },
    });
    expect(entries.filter(({ problem }) => problem)).toEqual([]);
    expect(entries).toContainEqual({
      section: 'health',
      name: 'metrics',
      kind: 'metrics',
    });
    expect(consumers.get('plain')).toMatchObject({ workerLabels: [] });
    expect(consumers.get('plain')?.health).toBeUndefined();
    expect(consumers.get('watched')?.health).toBeDefined();
    expect(consumers.get('watched')?.workerLabels).toEqual(['dmz', 'eu']);
  });

  it.each<[string, JsonValue, string]>([
    ['a kind that nobody provides', { kind: 'sonar' }, 'unknown-kind'],
    ['an entry that its module refuses', { kind: 'metrics' }, 'adapter-failed'],
    ['no kind', { query: 'up' }, 'missing-key'],
  ])(
    'with %s disable themselves and the consumers that name them, and say so',
    (_what, entry, code) => {
      const configuration = withHealth({ metrics: entry }, 'metrics');
      expect(problemsOf(configuration)).toEqual([
        ['health', 'metrics', code],
        ['consumers', 'http', 'no-health-source'],
      ]);
      expect(configuration.consumers.size).toBe(0);
      expect(configuration.stores.size).toBe(1);
    },
  );

  it('that are named and do not exist disable the consumer entry', () => {
    expect(problemsOf(withHealth({ metrics }, 'metric'))).toEqual([
      ['consumers', 'http', 'no-health-source'],
    ]);
  });

  it('are refused for consumers for which a person speaks, whose health nobody watches', () => {
    const adapters = registry();
    adapters.consumers.set('people', () => ({
      ...standIn<ConsumerAdapter>(),
      confirmation: { instructions: 'By hand' },
    }));
    const configuration = read(
      {
        ...good,
        health: { metrics },
        consumers: { people: { kind: 'people', healthSource: 'metrics' } },
      },
      {},
      adapters,
    );
    expect(problemsOf(configuration)).toEqual([
      ['consumers', 'people', 'health-not-watched'],
    ]);
  });
});
