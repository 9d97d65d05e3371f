import { status } from '@grpc/grpc-js';
import {
  SecretValue,
  storeVersionId,
  type SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';

jest.setTimeout(120_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };
const value = SecretValue.of({
  password: { value: 'fresh-one', secret: true },
});
const BEFORE = '{"note":"of the owner","password":"old-one"}';
const AFTER = '{"note":"of the owner","password":"fresh-one"}';

/** What each refusal may be to the engine. `none`: the store looked again, or there was nothing left to do. */
const CODES: ReadonlyArray<[code: status, ...names: string[]]> = [
  [status.PERMISSION_DENIED, 'PermissionDeniedError'],
  [status.UNAUTHENTICATED, 'PermissionDeniedError'],
  [status.RESOURCE_EXHAUSTED, 'UnavailableError'],
  [
    status.NOT_FOUND,
    'DriftError',
    'MisconfiguredError',
    'UnavailableError',
    'none',
  ],
  [
    status.FAILED_PRECONDITION,
    'MisconfiguredError',
    'UnavailableError',
    'none',
  ],
  [status.ABORTED, 'MisconfiguredError', 'UnavailableError', 'none'],
];

type Place = { path: string; runId: string };

/** What is there when a method is done. */
interface Sight {
  readonly staged: boolean;
  readonly current: string;
  readonly ids: readonly string[];
}

interface Method {
  readonly name: string;
  readonly requests: readonly string[];
  prepare?(world: GcpWorld, place: Place): Promise<unknown>;
  run(store: SecretStore, place: Place): Promise<unknown>;
  readonly done: Sight;
}

const LOOK = ['GetSecret', 'ListSecretVersions', 'AccessSecretVersion'];
const first = storeVersionId('1');
const stage = (store: SecretStore, place: Place) =>
  store.stage({ ...place, value }, context);
const staged = (world: GcpWorld, place: Place) => stage(world.store, place);

const METHODS: Method[] = [
  {
    name: 'stage',
    requests: [...LOOK, 'CreateSecret', 'AddSecretVersion', 'UpdateSecret'],
    run: stage,
    done: { staged: true, current: BEFORE, ids: ['1'] },
  },
  {
    name: 'promote',
    requests: [...LOOK, 'AddSecretVersion', 'UpdateSecret', 'DeleteSecret'],
    prepare: staged,
    run: (store, place) =>
      store.promote({ ...place, expected: first }, context),
    done: { staged: false, current: AFTER, ids: ['1', '2'] },
  },
  {
    name: 'restore',
    requests: [...LOOK, 'AddSecretVersion', 'UpdateSecret'],
    prepare: staged,
    run: (store, place) =>
      store.restore({ ...place, version: first, expected: first }, context),
    done: { staged: true, current: BEFORE, ids: ['1', '2'] },
  },
  {
    name: 'discardStaged',
    requests: ['GetSecret', 'ListSecretVersions', 'DeleteSecret'],
    prepare: staged,
    run: (store, place) => store.discardStaged(place, context),
    done: { staged: false, current: BEFORE, ids: ['1'] },
  },
  {
    name: 'destroy',
    requests: [
      'GetSecret',
      'ListSecretVersions',
      'DisableSecretVersion',
      'DestroySecretVersion',
    ],
    prepare: (world, { path }) => world.write(path, 'a newer one'),
    run: (store, { path }) =>
      store.destroy({ path, versions: [first] }, context),
    done: { staged: false, current: 'a newer one', ids: ['2'] },
  },
];

async function look(world: GcpWorld, place: Place): Promise<Sight> {
  const name = `${world.nameOf(place.path)}/versions/${world.read}`;
  const [{ payload }] = await world.admin.accessSecretVersion({ name });
  const { versions } = await world.store.describe(place, context);
  const waiting = await world.store.readStaged(place, context);
  return {
    staged: waiting?.equals(value) ?? false,
    current: String(payload?.data),
    ids: versions.map(({ id }) => id),
  };
}

describe.each([
  ['an alias', { alias: 'current' }],
  ['latest', {}],
] as const)('a refused request, with readers of %s', (_, options) => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld(options);
  });
  afterAll(() => world.close());

  describe.each(METHODS)('of $name', method => {
    it.each(method.requests)(
      '%s: is one line that shows nothing, and a repeat has the effect of one call',
      async request => {
        for (const [code, ...names] of CODES) {
          const place = { ...world.place(), runId: 'R-12' };
          await world.write(place.path, BEFORE);
          await method.prepare?.(world, place);
          world.standIn.fail(request, { kind: 'refused', code });

          const refused = await method.run(world.store, place).then(
            () => ({ name: 'none', message: '' }),
            thrown => thrown,
          );
          world.standIn.mend();

          expect(names).toContain(refused.name);
          expect(refused.message).toMatch(/^([A-Z][^\n]{10,150})?$/);
          expect(`${refused.message} ${refused.fix}`).not.toMatch(
            /told to refuse|payments-db|fresh-one|old-one|127\.0\.0\.1/,
          );
          await method.run(world.store, place);
          expect(await look(world, place)).toEqual(method.done);
        }
      },
    );
  });
});
