import assert from 'node:assert/strict';
import type { SecretStore, StoreVersionId } from '../../contracts/SecretStore';
import { PermissionDeniedError, UnavailableError } from '../../errors';
import type { SecretValue } from '../../SecretValue';
import { storeCase, type SecretStoreCase } from './cases';
import { eachMoment, type InterceptPoint } from '../cases/moments';
import { nameOf, thrownBy } from '../cases/thrownBy';
import type { Scene } from './scene';
import type { StoreRefusal } from './world';

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
    run: (store, scene, { old }) => scene.promote(old.id, store),
    async expectDone(scene, { staged }) {
      await scene.expectCurrent(staged);
      await scene.expectStaged(undefined);
      assert.equal(await scene.versionCount(), 2);
    },
  },
  {
    name: 'restore',
    async prepare(scene, { old }) {
      await scene.promote(old.id);
    },
    run: restoreOld,
    async expectDone(scene, { old }) {
      await scene.expectCurrent(old.value);
      await scene.expectStaged(undefined);
      assert.equal(await scene.versionCount(), 3);
    },
  },
  {
    name: 'restore before any promotion',
    run: restoreOld,
    async expectDone(scene, { old, staged }) {
      await scene.expectCurrent(old.value);
      await scene.expectStaged(staged);
      assert.equal(await scene.versionCount(), 2);
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
      const { versions } = await scene.describe();
      assert.equal(
        versions.find(({ id }) => id === old.id)?.readable ?? false,
        scene.store.destroys === 'deprecates',
      );
      assert.ok(await scene.current());
    },
  },
];

const REFUSED: Record<
  StoreRefusal,
  { says: string; throws: abstract new (...given: never[]) => Error }
> = {
  unavailable: { says: 'is sealed', throws: UnavailableError },
  throttled: { says: 'asks to slow down', throws: UnavailableError },
  forbidden: { says: 'takes the right away', throws: PermissionDeniedError },
};

/**
 * A worker dies between any two requests, or the answer of one is lost, or the server refuses from one request on.
 * Whoever tries again finds the traces, and everything is as if it had been done once.
 */
export const INTERRUPTION_CASES: readonly SecretStoreCase[] = [
  ...EFFECTS.map(effect =>
    storeCase(
      `interrupted: ${effect.name}, cut off before or after any request, is done once by who tries again`,
      (_, begin) =>
        eachMoment(point => survives(begin(), effect, { point, end: 'break' })),
    ),
  ),
  ...(['unavailable', 'throttled', 'forbidden'] as const).map(refusal =>
    storeCase(
      `interrupted: promote, when the server ${REFUSED[refusal].says} before or after any request, says so and is done once by who tries again`,
      (_, begin) =>
        eachMoment(point =>
          survives(begin(), promotion(), { point, end: refusal }),
        ),
    ),
  ),
];

function promotion(): Effect {
  const found = EFFECTS.find(({ name }) => name === 'promote');
  if (!found) throw new Error('Promotion is not among the effects');
  return found;
}

/** @returns whether the effect came to the moment of its end */
async function survives(
  scene: Scene,
  effect: Effect,
  { point, end }: { point: InterceptPoint; end: 'break' | StoreRefusal },
): Promise<boolean> {
  const old = await scene.seed();
  const staged = await scene.stage();
  const before = { old, staged };
  await effect.prepare?.(scene, before);

  const cut = await scene.world.intercept(point, async () => end);
  try {
    const first = effect.run(cut.store, scene, before);
    const thrown = await thrownBy(first);
    if (thrown !== undefined) {
      assert.ok(
        cut.wasReached(),
        `It failed before it was interrupted: ${nameOf(thrown)}`,
      );
      await scene.expectError(
        first,
        end === 'break' ? UnavailableError : REFUSED[end].throws,
      );
    }
  } finally {
    await cut.close();
  }

  const answer = await effect.run(scene.store, scene, before);
  await effect.expectDone(scene, before);
  assert.deepEqual(await effect.run(scene.store, scene, before), answer);
  await effect.expectDone(scene, before);
  return cut.wasReached();
}
