import { ConfigReader } from '@backstage/config';
import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type { RotationSpec } from '@keyturn/backstage-plugin-secret-rotation-common';
import { InMemoryConsumer } from '../__testUtils__/InMemoryConsumer';
import { InMemoryStore } from '../__testUtils__/InMemoryStore';
import { InMemoryTarget } from '../__testUtils__/InMemoryTarget';
import { NOON, openLedger, seedRun } from '../__testUtils__/ledgerRows';
import { RealCatalog } from '../__testUtils__/RealCatalog';
import { ManualClock } from '../__testUtils__/ManualClock';
import { readConfiguration } from '../configuration';
import { EffectGate } from '../engine/EffectGate';
import { NO_FAILPOINTS } from '../engine/failpoints';
import { consumersOf, findSecret } from '../ledger/operations/findSecret';
import { dueSecrets } from '../ledger/operations/dueSecrets';
import { moveHistory } from '../ledger/operations/moveHistory';
import type { SecretRow } from '../ledger/rows';
import { CatalogReader } from './CatalogReader';
import { keysOf, syncCatalog } from './syncCatalog';

jest.setTimeout(120_000);

const DAY = 24 * 3600_000;
const ROTATION: RotationSpec = {
  store: 'vault',
  path: 'payments/login',
  rotator: 'postgres',
  policy: 'database',
  options: { users: ['payments_a', 'payments_b'] },
};
const LOGIN = 'resource:default/login';

function secret(
  name: string,
  rotation: Partial<RotationSpec> = {},
  metadata: Partial<Entity['metadata']> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, ...metadata },
    spec: {
      type: 'secret',
      owner: 'group:default/team-payments',
      rotation: { ...ROTATION, ...rotation } as never,
    },
  };
}

function service(name: string, dependsOn: string[], entry?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: entry ? { 'keyturn.dev/consumer': entry } : {},
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/team-checkout',
      dependsOn,
    },
  };
}

const databases = TestDatabases.create();
let catalog: RealCatalog;
beforeAll(async () => {
  catalog = await RealCatalog.start();
}, 90_000);
afterAll(() => catalog?.stop());

const LOOK = { limit: 10, policies: ['database', 'eager'] };

async function createWorld(id: TestDatabaseId, config: object = {}) {
  const { knex } = await openLedger(await databases.init(id));
  const clock = new ManualClock();
  const store = new InMemoryStore();
  const configuration = readConfiguration(
    new ConfigReader({
      secretRotation: {
        fallbackOwner: 'group:default/platform',
        stores: {
          vault: {
            kind: 'memory',
            allow: [{ namespaces: ['default'], paths: ['payments/*'] }],
          },
          broken: { kind: 'nobody-knows', allow: [] },
        },
        rotators: { postgres: { kind: 'memory', allow: ['payments_*'] } },
        consumers: { http: { kind: 'memory' } },
        policies: {
          database: { every: 'P30D' },
          eager: { every: 'P30D', firstRotation: 'now' },
        },
        ...config,
      },
    }),
    {
      stores: new Map([['memory', () => store]]),
      rotators: new Map([['memory', () => new InMemoryTarget()]]),
      consumers: new Map([['memory', () => new InMemoryConsumer(store)]]),
      health: new Map(),
    },
  );
  const lines: string[] = [];
  const logger = mockServices.logger.mock({
    error: line => lines.push(String(line)),
    info: line => lines.push(String(line)),
  });
  const sync = (service_ = catalog.service) =>
    syncCatalog({
      knex,
      clock,
      configuration,
      logger,
      reader: new CatalogReader({ catalog: service_, auth: catalog.auth }),
      gate: new EffectGate({
        failpoints: NO_FAILPOINTS,
        logger,
        deadlineMs: 15_000,
      }),
    });
  const read = async (ref: string): Promise<SecretRow> => {
    const row = await findSecret(knex, ref);
    if (!row) throw new NotFoundError(ref);
    return row;
  };
  const actions = () => knex('audit').orderBy('id').pluck('action');
  return { knex, clock, configuration, sync, read, actions, lines };
}

const RULE = {
  enrolment: [
    { namespaces: ['default'], stores: ['vault'], rotators: ['postgres'] },
  ],
};

describe.each(databases.eachSupportedId())('the catalog sync on %s', id => {
  it('shows what a catalog file has wrong, with the reason and the fix, and runs nothing of it', async () => {
    const world = await createWorld(id, RULE);
    const cases: Array<[string, Partial<RotationSpec>, string]> = [
      ['unknown-store', { store: 'volt' }, 'vault'],
      ['store-disabled', { store: 'broken' }, 'secretRotation.stores.broken'],
      ['unknown-rotator', { rotator: 'oracle' }, 'postgres'],
      ['unknown-policy', { policy: 'daily' }, 'database'],
      ['path-not-allowed', { path: 'orders/login' }, 'allow-list'],
      ['bad-options', { options: {} }, 'Name two logins'],
      [
        'account-not-allowed',
        { options: { users: ['payments_a', 'postgres'] } },
        'allow-list',
      ],
    ];
    await catalog.holds(
      ...cases.map(([code, part]) =>
        secret(code, { path: `payments/${code}`, ...part }),
      ),
      secret('other-namespace', {}, { namespace: 'team-b' }),
    );
    expect(await world.sync()).toBe(cases.length + 1);
    for (const [code, , hint] of cases) {
      const { binding, problem, dispatchAt } = await world.read(
        `resource:default/${code}`,
      );
      expect([binding, problem?.code, dispatchAt]).toEqual([
        'misconfigured',
        code,
        undefined,
      ]);
      expect(`${problem?.message} ${problem?.fix}`).toContain(hint);
    }
    expect(await world.read('resource:team-b/other-namespace')).toMatchObject({
      binding: 'misconfigured',
      problem: { code: 'path-not-allowed' },
    });
    expect(
      await dueSecrets(world.knex, { ...LOOK, now: NOON + 1000 * DAY }),
    ).toEqual([]);
  });

  it('leaves what nobody enrolled unenrolled, and enrols and records what a rule allows', async () => {
    await catalog.holds(secret('login', { policy: 'eager' }));
    const without = await createWorld(id);
    await without.sync();
    expect(await without.read(LOGIN)).toMatchObject({ binding: 'unenrolled' });
    expect(
      await dueSecrets(without.knex, { ...LOOK, now: NOON + DAY }),
    ).toEqual([]);
    expect(await without.actions()).toEqual([]);

    const ruled = await createWorld(id, RULE);
    await ruled.sync();
    expect(await ruled.read(LOGIN)).toMatchObject({
      binding: 'enrolled',
      owner: 'group:default/team-payments',
      dueAt: NOON,
      dispatchAt: NOON,
    });
    ruled.clock.at += DAY;
    await ruled.sync();
    expect(await ruled.actions()).toEqual(['secret.enrolled-by-rule']);
    // The first rotation is due since the enrolment, not since the last sync.
    expect(await ruled.read(LOGIN)).toMatchObject({ dueAt: NOON });
  });

  it('lets the first owner of a path or an account keep it and shows the second claim', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'));
    await world.sync();
    const second = secret('a-copy', {
      options: { users: ['payments_c', 'payments_d'] },
    });
    const third = secret('b-copy', { path: 'payments/other' });
    await catalog.holds(secret('login'), second, third);
    await world.sync();
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
    for (const [name, what] of [
      ['a-copy', 'store path'],
      ['b-copy', 'account'],
    ]) {
      expect(await world.read(`resource:default/${name}`)).toMatchObject({
        binding: 'conflicting',
        problem: {
          code: 'claimed-twice',
          message: `The ${what} belongs to ${LOGIN} already`,
        },
      });
    }
  });

  it('parks what is deleted, keeps its claims, and takes it up again when it is back', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'));
    await world.sync();
    world.clock.at += 1000;
    await catalog.holds();
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({
      binding: 'parked',
      problem: { code: 'parked' },
    });
    expect(await world.knex('claims')).toHaveLength(3);
    expect(
      await dueSecrets(world.knex, { ...LOOK, now: NOON + 1000 * DAY }),
    ).toEqual([]);
    await catalog.holds(secret('login'));
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
    expect(await world.actions()).toEqual([
      'secret.enrolled-by-rule',
      'secret.parked',
    ]);
  });

  it('makes a rename a new claim that conflicts with the parked one, until its history is moved', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'));
    await world.sync();
    const before = await world.read(LOGIN);
    await world.knex('versions').insert({
      secret_id: before.id,
      number: 7,
      state: 'current',
      store_ids: '["41"]',
      created_at: NOON,
    });
    await world
      .knex('secrets')
      .update({ last_version: 7, current_version: 7, rotated_at: NOON });
    world.clock.at += 1000;
    await catalog.holds(secret('login-renamed'));
    await world.sync();
    await world.sync();
    const renamed = await world.read('resource:default/login-renamed');
    expect(renamed).toMatchObject({
      binding: 'conflicting',
      problem: {
        code: 'claimed-by-parked',
        message: expect.stringContaining(LOGIN),
      },
    });
    const moved = await world.knex.transaction(trx =>
      moveHistory(
        trx,
        renamed.id,
        keysOf({ spec: ROTATION, accounts: ['payments_a', 'payments_b'] }),
      ),
    );
    expect(moved).toEqual([LOGIN]);
    await world.sync();
    expect(await world.read(renamed.entityRef)).toMatchObject({
      binding: 'enrolled',
      currentVersion: 7,
      rotatedAt: NOON,
      dueAt: NOON + 30 * DAY,
    });
    expect(await world.knex('versions').pluck('secret_id')).toEqual([
      renamed.id,
    ]);
    expect(await findSecret(world.knex, LOGIN)).toBeUndefined();
  });

  it('moves no versions of a parked secret that lies on another path', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'));
    await world.sync();
    const parked = await world.read(LOGIN);
    await world.knex('versions').insert({
      secret_id: parked.id,
      number: 1,
      state: 'current',
      store_ids: '["3"]',
      created_at: NOON,
    });
    world.clock.at += 1000;
    const elsewhere = { ...ROTATION, path: 'payments/elsewhere' };
    await catalog.holds(secret('elsewhere', elsewhere));
    await world.sync();
    const other = await world.read('resource:default/elsewhere');
    await world.knex.transaction(trx =>
      moveHistory(
        trx,
        other.id,
        keysOf({ spec: elsewhere, accounts: ['payments_a', 'payments_b'] }),
      ),
    );
    expect(await world.knex('versions').pluck('secret_id')).toEqual([
      parked.id,
    ]);
    await world.sync();
    expect(await world.read(other.entityRef)).toMatchObject({
      binding: 'enrolled',
    });
  });

  it('asks again before it acts on a changed store path, rotator or account', async () => {
    const world = await createWorld(id);
    await catalog.holds(secret('login'));
    await world.sync();
    const { id: secretId, bindingHash } = await world.read(LOGIN);
    await world
      .knex('secrets')
      .where({ id: secretId })
      .update({ enrolled_hash: bindingHash });
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
    await catalog.holds(secret('login', { path: 'payments/moved' }));
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({
      binding: 'unenrolled',
      path: 'payments/moved',
      problem: { message: expect.stringContaining('changed') },
    });
    expect(
      await dueSecrets(world.knex, { ...LOOK, now: NOON + 1000 * DAY }),
    ).toEqual([]);
    // Another policy or title is no other binding.
    await catalog.holds(secret('login', { policy: 'eager' }));
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
  });

  it('takes no version of the former path for one of a new path, and waits for the former path’s run', async () => {
    const world = await createWorld(id, RULE);
    const ledger = await openLedger(world.knex);
    await catalog.holds(secret('login'));
    await world.sync();
    const { id: secretId } = await world.read(LOGIN);
    const run = await seedRun(ledger, await world.read(LOGIN));
    await world.knex('versions').insert({
      secret_id: secretId,
      number: 1,
      state: 'current',
      store_ids: '["3"]',
      created_at: NOON,
    });
    const storeIds = () => world.knex('versions').pluck('store_ids');
    await catalog.holds(secret('login', { path: 'payments/moved' }));
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({
      binding: 'unenrolled',
      problem: { code: 'former-run-open' },
    });
    expect(await storeIds()).toEqual(['["3"]']);
    await world
      .knex('runs')
      .where({ id: run.id })
      .update({ state: 'succeeded', next_at: null, closed_at: NOON });
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
    expect(await storeIds()).toEqual(['[]']);
    await world.knex('versions').update({ store_ids: '["5"]' });
    await world.sync();
    expect(await storeIds()).toEqual(['["5"]']);
  });

  it('knows the consumers from the relations, also one that the catalog does not have', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(
      secret('login'),
      service('checkout', [LOGIN], 'http'),
      service('ledger', [LOGIN]),
      service('stranger', []),
    );
    await world.sync();
    const { id: secretId, consumerCount } = await world.read(LOGIN);
    expect(consumerCount).toBe(2);
    expect(await consumersOf(world.knex, secretId)).toMatchObject([
      {
        entityRef: 'component:default/checkout',
        owner: 'group:default/team-checkout',
        lifecycle: 'production',
        entry: 'http',
      },
      { entityRef: 'component:default/ledger' },
    ]);
    await catalog.holds(secret('login'), service('ledger', [LOGIN]));
    await world.sync();
    expect(await consumersOf(world.knex, secretId)).toHaveLength(1);

    const reader = new CatalogReader({
      catalog: catalog.service,
      auth: catalog.auth,
    });
    const relations = [
      { type: 'dependencyOf', targetRef: 'component:default/ghost' },
    ];
    const found = await reader.consumersOf([{ ...secret('login'), relations }]);
    expect(found.get(LOGIN)).toEqual([
      {
        entityRef: 'component:default/ghost',
        name: 'ghost',
        namespace: 'default',
        labels: {},
      },
    ]);
  });

  it('parks nothing when the catalog fails in the middle', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'), service('checkout', [LOGIN]));
    await world.sync();
    world.clock.at += 1000;
    await catalog.holds();
    for (const method of ['queryEntities', 'getEntitiesByRefs'] as const) {
      const failing = new Proxy(catalog.service, {
        get: (target, name, receiver) =>
          name === method
            ? () => Promise.reject(new Error('the catalog is away'))
            : Reflect.get(target, name, receiver).bind(target),
      });
      if (method === 'getEntitiesByRefs')
        await catalog.holds(
          secret('second', {
            path: 'payments/second',
            options: { users: ['payments_y', 'payments_z'] },
          }),
          service('checkout', ['resource:default/second']),
        );
      await expect(world.sync(failing)).rejects.toThrow();
      expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
    }
  });

  it('does not let one entity that cannot be kept hold up the others, and does not park it', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'));
    await world.sync();
    world.clock.at += 1000;
    await catalog.holds(
      secret('login'),
      secret('z-other', {
        path: 'payments/z',
        options: { users: ['payments_y', 'payments_z'] },
      }),
    );
    // Without our catalog module nothing checks the shape of spec.rotation.
    const tainted = new Proxy(catalog.service, {
      get: (target, name, receiver) =>
        name === 'queryEntities'
          ? async (...args: Parameters<typeof target.queryEntities>) => {
              const page = await target.queryEntities(...args);
              for (const item of page.items) {
                if (item.metadata.name !== 'login' || !item.spec) continue;
                Object.assign(item.spec.rotation as object, { path: 7 });
              }
              return page;
            }
          : Reflect.get(target, name, receiver).bind(target),
    });
    expect(await world.sync(tainted)).toBe(2);
    expect(await world.read(LOGIN)).toMatchObject({
      binding: 'misconfigured',
      problem: { code: 'unusable-entity' },
    });
    expect(await world.read('resource:default/z-other')).toMatchObject({
      binding: 'enrolled',
    });
    await world.sync();
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
  });

  it('is harmless when two replicas do it at once, also the first time', async () => {
    const world = await createWorld(id, RULE);
    const other = {
      path: 'payments/other',
      options: { users: ['payments_b', 'payments_c'] },
    };
    await catalog.holds(
      secret('login'),
      secret('other', other),
      service('checkout', [LOGIN]),
    );
    await Promise.all([world.sync(), world.sync(), world.sync()]);
    await world.sync();
    const secrets = await world.knex('secrets').orderBy('entity_ref');
    expect(secrets.map(row => row.binding).sort()).toEqual([
      'conflicting',
      'enrolled',
    ]);
    expect(await world.knex('consumers')).toHaveLength(1);
    const owners = await world
      .knex('claims')
      .where({ key: 'postgres:payments_b' });
    expect(owners).toHaveLength(1);
  });

  it('parks nothing that it has just seen when the clock is set back meanwhile', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'), service('checkout', [LOGIN]));
    await world.sync();
    world.clock.at += 1000;
    const slow = new Proxy(catalog.service, {
      get: (target, name, receiver) =>
        name === 'getEntitiesByRefs'
          ? (...args: Parameters<typeof target.getEntitiesByRefs>) => {
              world.clock.at -= 600_000;
              return target.getEntitiesByRefs(...args);
            }
          : Reflect.get(target, name, receiver).bind(target),
    });
    await world.sync(slow);
    expect(await world.read(LOGIN)).toMatchObject({ binding: 'enrolled' });
  });

  it('leaves an open run of a parked secret as it is', async () => {
    const world = await createWorld(id, RULE);
    await catalog.holds(secret('login'));
    await world.sync();
    const ledger = await openLedger(world.knex);
    const run = await seedRun(ledger, await world.read(LOGIN));
    world.clock.at += 1000;
    await catalog.holds();
    await world.sync();
    expect((await ledger.loadRun(run.id))?.run).toEqual(run);
  });
});
