import type { SecretStore, StoreVersionId } from '../../contracts/SecretStore';
import { DriftError, UnavailableError } from '../../errors';
import { eachMoment } from './moments';
import type { Scene } from './scene';
import type { InterceptPoint } from './world';

/** Tests that nothing is lost when somebody acts in the middle of a method. */
export function testInterleavings(begin: () => Scene): void {
  describe('somebody who acts at any request', () => {
    it.each(['promote', 'restore'] as const)(
      'and writes a value during %s finds it current afterwards',
      async method => {
        await eachMoment(async point => {
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
        });
      },
    );

    it('and promotes for the same run makes one version of it, that both workers find', async () => {
      await eachMoment(async point => {
        const scene = begin();
        const old = await prepared(scene);
        const promote = (store: SecretStore) =>
          act(store, scene, 'promote', old);

        const reached = await during(scene, point, promote, () =>
          promote(scene.store),
        );

        expect(await promote(scene.store)).toBe(await scene.currentId());
        expect(await scene.versionCount()).toBe(2);
        return reached;
      });
    });

    it('and rolls back while a late promote is under way has the old value current', async () => {
      await eachMoment(async point => {
        const scene = begin();
        const old = await prepared(scene);

        const reached = await during(
          scene,
          point,
          store => act(store, scene, 'promote', old),
          () => act(scene.store, scene, 'restore', old),
        );

        if (reached) {
          expect((await scene.current())?.equals(old.value)).toBe(true);
          const restored = await act(scene.store, scene, 'restore', old);
          expect(restored).toBe(await scene.currentId());
        }
        return reached;
      });
    });
  });
}

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
    const error = await first(held.store).then(
      () => undefined,
      thrown => thrown,
    );
    const allowed =
      error === undefined ||
      error instanceof DriftError ||
      error instanceof UnavailableError;
    expect(allowed).toBe(true);
    scene.expectNoValueIn(error);
  } finally {
    await held.close();
  }
  return held.wasReached();
}
