import assert from 'node:assert/strict';
import type { SecretStore, StoreVersionId } from '../../contracts/SecretStore';
import { DriftError, UnavailableError } from '../../errors';
import { storeCase, type SecretStoreCase } from './cases';
import { eachMoment, type InterceptPoint } from '../cases/moments';
import { thrownBy } from '../cases/thrownBy';
import type { Scene } from './scene';

/** Somebody acts in the middle of a method, and nothing of it is lost. */
export const INTERLEAVING_CASES: readonly SecretStoreCase[] = [
  ...(['promote', 'restore'] as const).map(method =>
    storeCase(
      `interleaved: a value that somebody else writes at any request of ${method} is current afterwards`,
      (_, begin) =>
        eachMoment(async point => {
          const scene = begin();
          const old = await prepared(scene);
          const foreign = scene.value();

          const reached = await during(
            scene,
            point,
            store => act(store, scene, method, old),
            () => scene.world.writeAsForeigner(scene.path.path, foreign),
          );

          if (reached) {
            await scene.expectCurrent(foreign);
          }
          return reached;
        }),
    ),
  ),

  storeCase(
    'interleaved: two workers that promote for the same run make one version, that both find',
    (_, begin) =>
      eachMoment(async point => {
        const scene = begin();
        const old = await prepared(scene);
        const promote = (store: SecretStore) =>
          act(store, scene, 'promote', old);

        const reached = await during(scene, point, promote, () =>
          promote(scene.store),
        );

        assert.equal(await promote(scene.store), await scene.currentId());
        assert.equal(await scene.versionCount(), 2);
        return reached;
      }),
  ),

  storeCase(
    'interleaved: a rollback while a late promote is under way has the old value current',
    (_, begin) =>
      eachMoment(async point => {
        const scene = begin();
        const old = await prepared(scene);

        const reached = await during(
          scene,
          point,
          store => act(store, scene, 'promote', old),
          () => act(scene.store, scene, 'restore', old),
        );

        if (reached) {
          await scene.expectCurrent(old.value);
          const restored = await act(scene.store, scene, 'restore', old);
          assert.equal(restored, await scene.currentId());
        }
        return reached;
      }),
  ),
];

type Seeded = Awaited<ReturnType<Scene['seed']>>;

async function prepared(scene: Scene): Promise<Seeded> {
  const old = await scene.seed();
  await scene.stage();
  return old;
}

async function act(
  store: SecretStore,
  scene: Scene,
  method: 'promote' | 'restore',
  { id }: Seeded,
): Promise<StoreVersionId> {
  const place = { ...scene.run, expected: id };
  return method === 'promote'
    ? store.promote(place, scene.context)
    : store.restore({ ...place, version: id }, scene.context);
}

/** @returns whether the first came to the moment at which the second acts */
async function during(
  scene: Scene,
  point: InterceptPoint,
  first: (store: SecretStore) => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<boolean> {
  const held = await scene.world.intercept(point, async () => {
    await second();
    return 'go on';
  });
  try {
    // It may finish, stop as drift or ask to be tried again; it may not do harm, which the caller looks at.
    const error = await thrownBy(first(held.store));
    const allowed =
      error === undefined ||
      error instanceof DriftError ||
      error instanceof UnavailableError;
    assert.ok(allowed, 'An error of another kind was thrown');
    scene.expectNoValueIn(error);
  } finally {
    await held.close();
  }
  return held.wasReached();
}
