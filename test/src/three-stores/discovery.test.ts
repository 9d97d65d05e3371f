import type { SecretDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { WORLD_SECRETS, type WorldSecret } from '@keyturn/dev-peers/world';
import { eventually } from '../replicas/world/eventually';
import { UNCLAIMED } from './world/configuration';
import { ThreeStores } from './world/ThreeStores';

jest.setTimeout(480_000);

const PATIENCE_MS = 180_000;
/** Not every manager keeps parts of a second. */
const SECOND = 1_000;

let world: ThreeStores;
let begunAt: number;
beforeAll(async () => {
  begunAt = Date.now();
  world = await ThreeStores.start();
  process.stderr.write(
    `discovery: ${world.descriptions.join('; ')}\n` +
      'exempt on moto: creation-dates: it answers the time of asking as the creation of a version\n',
  );
});
afterAll(() => world?.stop());

function secretOnce(
  { name }: WorldSecret,
  what: string,
  isSo: (secret: SecretDetail) => boolean,
): Promise<SecretDetail> {
  return eventually(
    `${name} ${what}`,
    async () => {
      const secret = await world.api.getSecret({ namespace: 'default', name });
      return isSo(secret) && secret;
    },
    PATIENCE_MS,
  );
}

async function current({ store, path }: WorldSecret) {
  const version = await world.store(store).operator.read(path);
  if (!version) throw new Error(`The ${store} store holds nothing`);
  return version;
}

/**
 * The age that a version at most has when it was made before the portal started. moto is exempt,
 * because it answers the time of asking where AWS answers when the version was made.
 */
function latestAge(store: string): number {
  return store === 'aws' ? Date.now() : world.seededAt;
}

it.each(WORLD_SECRETS.map(secret => [secret.store, secret] as const))(
  'takes over what %s holds, as old as the manager says, without rotating it',
  async (_, secret) => {
    const { id, fields } = await current(secret);
    const seen = await secretOnce(
      secret,
      'is taken over',
      ({ rotatedAt }) => rotatedAt !== undefined,
    );
    const madeAt = Date.parse(seen.rotatedAt ?? '');
    expect(madeAt).toBeGreaterThan(begunAt - SECOND);
    // Before there was a portal that could have taken its own time for it.
    expect(madeAt).toBeLessThanOrEqual(latestAge(secret.store));
    expect(seen).toMatchObject({
      currentVersion: 1,
      due: 'up-to-date',
      versions: [{ number: 1, state: 'current', createdAt: seen.rotatedAt }],
    });
    expect([seen.openRun, seen.lastRun, seen.changedOutOfBandAt]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await current(secret)).toEqual({ id, fields });
    expect(await world.login(fields)).toBe('accepted');
  },
);

it('lists by name what each manager holds and no entity claims, and no value', async () => {
  const page = await eventually(
    'the managers are walked through',
    async () => {
      const found = await world.api.listUnmanaged();
      return found.stores.every(({ walkedAt }) => walkedAt) && found;
    },
    PATIENCE_MS,
  );
  expect(page.stores.map(({ store, problem }) => [store, problem])).toEqual([
    ['aws', undefined],
    ['gcp', undefined],
    ['vault', undefined],
  ]);
  const named = page.items.map(({ store, path }) => `${store}:${path}`).sort();
  expect(named).toEqual(
    Object.entries(UNCLAIMED)
      .map(([store, path]) => `${store}:${path}`)
      .sort(),
  );
  for (const { store, createdAt, changedAt } of page.items) {
    for (const at of [createdAt, changedAt]) {
      expect(Date.parse(at ?? '')).toBeGreaterThan(begunAt - SECOND);
    }
    expect(Date.parse(createdAt ?? '')).toBeLessThanOrEqual(world.seededAt);
    expect(Date.parse(changedAt ?? '')).toBeLessThanOrEqual(latestAge(store));
  }
  const passwords = await Promise.all(
    WORLD_SECRETS.map(async secret => (await current(secret)).fields.password),
  );
  const { leaks } = await world.leaks({
    gone: [],
    current: ['a-legacy-key', ...passwords],
  });
  expect(leaks).toEqual([]);
});

it('shows what somebody wrote by hand into any of them, and rotates nothing for it', async () => {
  const before = await Promise.all(WORLD_SECRETS.map(current));
  for (const [index, { store, path }] of WORLD_SECRETS.entries()) {
    await world.store(store).operator.write(path, before[index].fields);
  }
  const written = await Promise.all(WORLD_SECRETS.map(current));
  await world.askAgain();
  for (const [index, secret] of WORLD_SECRETS.entries()) {
    const seen = await secretOnce(
      secret,
      'was changed by hand',
      ({ changedOutOfBandAt }) => changedOutOfBandAt !== undefined,
    );
    expect(seen).toMatchObject({
      currentVersion: 2,
      versions: [
        { number: 2, state: 'current', outOfBandAt: seen.changedOutOfBandAt },
        { number: 1, state: 'previous' },
      ],
    });
    expect(Date.parse(seen.rotatedAt ?? '')).toBeGreaterThan(
      world.seededAt - SECOND,
    );
    expect([seen.openRun, seen.lastRun]).toEqual([undefined, undefined]);
    expect(written[index].id).not.toBe(before[index].id);
    expect(await current(secret)).toEqual(written[index]);
  }
});
