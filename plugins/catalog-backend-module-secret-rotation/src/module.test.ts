import { setTimeout as delay } from 'node:timers/promises';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import catalogModuleSecretRotation from '.';

const ANNOTATIONS = {
  'backstage.io/managed-by-location': 'file:/test/catalog.yaml',
  'backstage.io/managed-by-origin-location': 'file:/test/catalog.yaml',
};

const ROTATION = {
  store: 'vault-prod',
  path: 'payments/db-login',
  rotator: 'payments-postgres',
  policy: 'database',
  options: { users: ['payments_a', 'payments_b'] },
};

function entity(
  kind: string,
  name: string,
  spec: Entity['spec'],
  apiVersion = 'backstage.io/v1alpha1',
): Entity {
  return {
    apiVersion,
    kind,
    metadata: { name, annotations: ANNOTATIONS },
    spec,
  };
}

function secret(name: string, spec: object, apiVersion?: string): Entity {
  return entity(
    'Resource',
    name,
    { type: 'secret', owner: 'team-payments', ...spec },
    apiVersion,
  );
}

describe('the catalog with the secret-rotation module', () => {
  let backend: TestBackend;
  let connection: EntityProviderConnection;
  const refusals = new Map<string, string>();

  const catalogContents = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'test-contents',
    register(reg) {
      reg.registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'test-contents',
            connect: async established => {
              connection = established;
            },
          });
          processing.setOnProcessingErrorHandler(event => {
            refusals.set(
              stringifyEntityRef(event.unprocessedEntity),
              event.errors.map(error => error.message).join('\n'),
            );
          });
        },
      });
    },
  });

  async function write(...entities: Entity[]): Promise<void> {
    await connection.applyMutation({
      type: 'delta',
      added: entities.map(item => ({ entity: item })),
      removed: [],
    });
  }

  async function read(kind: string, name: string): Promise<Entity | undefined> {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/catalog/entities/by-name/${kind}/default/${name}`,
      { headers: { authorization: mockCredentials.user.header() } },
    );
    return response.ok ? ((await response.json()) as Entity) : undefined;
  }

  /** Polls, because the catalog processes what it is given in its own time. */
  async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const found = await look();
      if (found !== undefined) {
        return found;
      }
      if (Date.now() > deadline) {
        throw new Error('The catalog did not get there in 20 seconds');
      }
      await delay(100);
    }
  }

  const refusalOf = (ref: string) => eventually(async () => refusals.get(ref));

  const relationsOf = (found: Entity) =>
    (found.relations ?? [])
      .map(relation => `${relation.type} ${relation.targetRef}`)
      .sort();

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [catalogPlugin, catalogModuleSecretRotation, catalogContents],
    });
  }, 60_000);

  afterAll(async () => {
    await backend?.stop();
  });

  it.each(['backstage.io/v1alpha1', 'backstage.io/v1beta1'])(
    'keeps every relation of a Resource of %s, in both directions',
    async apiVersion => {
      const name = `login-${apiVersion.split('/')[1]}`;
      await write(
        entity('Group', 'team-payments', { type: 'team', children: [] }),
        entity('System', 'payments', { owner: 'team-payments' }),
        entity('Component', `checkout-${name}`, {
          type: 'service',
          lifecycle: 'production',
          owner: 'team-payments',
          dependsOn: [`resource:default/${name}`],
        }),
        secret(
          name,
          {
            system: 'payments',
            dependsOn: ['resource:default/payments-db'],
            dependencyOf: ['component:default/invoice-worker'],
            rotation: ROTATION,
          },
          apiVersion,
        ),
      );

      const found = await eventually(async () => {
        const candidate = await read('resource', name);
        return candidate?.relations?.length === 5 ? candidate : undefined;
      });
      expect(relationsOf(found)).toEqual([
        `dependencyOf component:default/checkout-${name}`,
        'dependencyOf component:default/invoice-worker',
        'dependsOn resource:default/payments-db',
        'ownedBy group:default/team-payments',
        'partOf system:default/payments',
      ]);
      const owner = await eventually(async () => {
        const group = await read('group', 'team-payments');
        return group &&
          relationsOf(group).includes(`ownerOf resource:default/${name}`)
          ? group
          : undefined;
      });
      expect(relationsOf(owner)).toContain(`ownerOf system:default/payments`);
      expect(found.spec?.rotation).toEqual(ROTATION);
    },
    40_000,
  );

  it('accepts a secret without spec.rotation, and names that nobody configured', async () => {
    await write(
      secret('listed-only', {}),
      secret('unknown-names', {
        rotation: { ...ROTATION, store: 'nobody-knows-this-store' },
      }),
    );
    expect(
      await eventually(() => read('resource', 'listed-only')),
    ).toHaveProperty('spec.type', 'secret');
    expect(
      await eventually(() => read('resource', 'unknown-names')),
    ).toHaveProperty('spec.rotation.store', 'nobody-knows-this-store');
  }, 40_000);

  it('leaves a Resource of another type alone', async () => {
    await write(
      entity('Resource', 'artists-db', {
        type: 'database',
        owner: 'team-payments',
        rotation: 'not ours',
      }),
    );
    const found = await eventually(() => read('resource', 'artists-db'));
    expect(found.spec?.rotation).toBe('not ours');
  }, 40_000);

  it.each([
    ['no-store', { store: undefined }, "required property 'store'"],
    ['no-path', { path: undefined }, "required property 'path'"],
    ['no-rotator', { rotator: undefined }, "required property 'rotator'"],
    ['no-policy', { policy: undefined }, "required property 'policy'"],
    ['empty-store', { store: '' }, '/spec/rotation/store'],
    ['store-not-a-string', { store: 7 }, '/spec/rotation/store'],
    ['leading-slash', { path: '/payments/db' }, '/spec/rotation/path'],
    ['climbing', { path: 'payments/../root' }, '/spec/rotation/path'],
    ['climbing-at-once', { path: '../root' }, '/spec/rotation/path'],
    ['climbing-at-the-end', { path: 'payments/..' }, '/spec/rotation/path'],
    ['encoded', { path: 'payments/%2e%2e/root' }, '/spec/rotation/path'],
    ['empty-segment', { path: 'payments//db' }, '/spec/rotation/path'],
    ['with-query', { path: 'payments/db?version=1' }, '/spec/rotation/path'],
    ['options-a-list', { options: ['a'] }, '/spec/rotation/options'],
    ['host-smuggled-in', { address: 'https://evil' }, 'address'],
  ])(
    'refuses %s as a catalog error that names the field',
    async (name, change, expected) => {
      await write(secret(name, { rotation: { ...ROTATION, ...change } }));
      expect(await refusalOf(`resource:default/${name}`)).toContain(expected);
      expect(await read('resource', name)).toBeUndefined();
    },
    40_000,
  );

  it('keeps the last good version of a secret whose file was broken, and shows the error on it', async () => {
    await write(secret('edited', { rotation: ROTATION }));
    await eventually(() => read('resource', 'edited'));
    await write(secret('edited', { rotation: { ...ROTATION, path: '/x' } }));

    const found = await eventually(async () => {
      const candidate = await read('resource', 'edited');
      return candidate && 'status' in candidate ? candidate : undefined;
    });
    expect(JSON.stringify(found)).toContain('/spec/rotation/path');
    expect(found.spec?.rotation).toEqual(ROTATION);
  }, 40_000);

  it('refuses a secret without an owner, as for every Resource', async () => {
    await write(entity('Resource', 'unowned', { type: 'secret' }));
    expect(await refusalOf('resource:default/unowned')).toContain("'owner'");
  }, 40_000);
});
