import type { SecretStore, StoreVersionId } from '../../contracts/SecretStore';
import { UnavailableError } from '../../errors';
import type { SecretValue } from '../../SecretValue';
import type { Scene } from './scene';
import { eachMoment } from './moments';
import type { InterceptPoint } from './world';

interface Before {
  readonly old: { id: StoreVersionId; value: SecretValue };
  readonly staged: SecretValue;
}

interface Effect {
  readonly name: string;
  prepare?(scene: Scene, before: Before): Promise<void>;
  run(store: SecretStore, scene: Scene, before: Before): Promise<unknown>;
  expectDone(scene: Scene, before: Before): Promise<void>;
}

async function restoreOld(
  store: SecretStore,
  scene: Scene,
  { old }: Before,
): Promise<unknown> {
  return store.restore(
    { ...scene.run, version: old.id, expected: old.id },
    scene.context,
  );
}

const EFFECTS: Effect[] = [
  {
    name: 'stage',
    prepare: scene => scene.store.discardStaged(scene.run, scene.context),
    run: (store, scene, { staged }) =>
      store.stage({ ...scene.run, value: staged }, scene.context),
    async expectDone(scene, { old, staged }) {
      await scene.expectStaged(staged);
      await scene.expectCurrent(old.value);
    },
  },
  {
    name: 'promote',
    run: (store, scene, { old }) =>
      store.promote({ ...scene.run, expected: old.id }, scene.context),
    async expectDone(scene, { staged }) {
      await scene.expectCurrent(staged);
      await scene.expectStaged(undefined);
      expect(await scene.versionCount()).toBe(2);
    },
  },
  {
    name: 'restore',
    async prepare(scene, { old }) {
      await scene.store.promote(
        { ...scene.run, expected: old.id },
        scene.context,
      );
    },
    run: restoreOld,
    async expectDone(scene, { old }) {
      await scene.expectCurrent(old.value);
      await scene.expectStaged(undefined);
      expect(await scene.versionCount()).toBe(3);
    },
  },
  {
    name: 'restore before any promotion',
    run: restoreOld,
    async expectDone(scene, { old, staged }) {
      await scene.expectCurrent(old.value);
      await scene.expectStaged(staged);
      expect(await scene.versionCount()).toBe(2);
    },
  },
  {
    name: 'discardStaged',
    run: (store, scene) => store.discardStaged(scene.run, scene.context),
    async expectDone(scene, { old }) {
      await scene.expectStaged(undefined);
      await scene.expectCurrent(old.value);
    },
  },
  {
    name: 'destroy',
    async prepare(scene) {
      await scene.seed();
    },
    run: (store, scene, { old }) =>
      store.destroy({ ...scene.path, versions: [old.id] }, scene.context),
    async expectDone(scene, { old }) {
      if (scene.store.destroys === 'erases') {
        expect(await scene.read(old.id)).toBeUndefined();
      }
      expect(await scene.current()).toBeDefined();
    },
  },
];

/** Tests that a worker which dies between any two requests is followed by one that finds its traces. */
export function testInterruptions(begin: () => Scene): void {
  describe('a worker that dies at any request', () => {
    it.each(EFFECTS.map(effect => [effect.name, effect] as const))(
      '%s, repeated by its successor, has the effect of one call',
      async (_, effect) => {
        await eachMoment(point => survives(begin(), effect, point));
      },
    );
  });
}

/** @returns whether the effect came to the moment of death */
async function survives(
  scene: Scene,
  effect: Effect,
  point: InterceptPoint,
): Promise<boolean> {
  const old = await scene.seed();
  const staged = await scene.stage();
  const before = { old, staged };
  await effect.prepare?.(scene, before);

  const cut = await scene.world.intercept(point, async () => 'break');
  try {
    const first = effect.run(cut.store, scene, before);
    const failed = await first.then(
      () => false,
      () => true,
    );
    if (failed) {
      expect(cut.wasReached()).toBe(true);
      await scene.expectError(first, UnavailableError);
    }
  } finally {
    await cut.close();
  }

  const answer = await effect.run(scene.store, scene, before);
  await effect.expectDone(scene, before);
  expect(await effect.run(scene.store, scene, before)).toEqual(answer);
  await effect.expectDone(scene, before);
  return cut.wasReached();
}
