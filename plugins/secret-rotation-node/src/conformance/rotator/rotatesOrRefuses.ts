import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { accountName } from '../../contracts/Rotator';
import type { RotatorDeclaration } from '../../contracts/RotatorDeclaration';
import { MisconfiguredError } from '../../errors';
import { thrownBy } from '../cases/thrownBy';
import { at, Scene } from './scene';
import { withOtherSecrets } from './values';
import type { RotatorWorld } from './world';

/** A refusal has written nothing. */
export type Outcome = 'rotated' | 'refused';

/** An account of that name is rotated there and back, or refused before any write. */
export async function actOnName(
  { named }: { named(name: string): Promise<RotatorWorld> },
  declaration: RotatorDeclaration,
  name: string,
): Promise<Outcome> {
  const world = await named(name);
  try {
    if (await refusesOptions(world)) return 'refused';
    return await thereAndBack(new Scene(world, declaration), name);
  } finally {
    await world.close();
  }
}

/** A value of that text is accepted as it is, or refused before any write. */
export async function takeValue(scene: Scene, text: string): Promise<Outcome> {
  const value = withOtherSecrets(await scene.make(), text, scene.old);
  const error = await untouchedIfThrown(scene, () =>
    scene.activate(at(7, 1), { value }),
  );
  await scene.expectAnswer(error ? scene.old : value, 'accepted');
  return error ? 'refused' : 'rotated';
}

/** Whether the rotator refuses the options of a world, which then stays as it is. */
async function refusesOptions({
  rotator,
  options,
  look,
}: RotatorWorld): Promise<boolean> {
  const before = await look();
  const error = await thrownBy((async () => rotator.parseOptions(options))());
  if (error === undefined) return false;
  assert.ok(error instanceof MisconfiguredError && error.fix !== '');
  assert.ok(isDeepStrictEqual(await look(), before));
  return true;
}

async function thereAndBack(scene: Scene, name: string): Promise<Outcome> {
  assert.ok(
    scene.rotator.accounts(scene.options).includes(accountName(name)),
    'None of the accounts has the name',
  );
  const checks = await scene.expectUntouched(() => scene.preflight());
  if (checks.some(({ ok }) => !ok)) {
    scene.expectFailed(checks);
    return 'refused';
  }
  const there = await rotated(scene, 7);
  const back = there && (await rotated(there, 8));
  return back ? 'rotated' : 'refused';
}

/** @returns the scene of the next rotation, `undefined` when this one was refused */
async function rotated(scene: Scene, run: number): Promise<Scene | undefined> {
  const isDual = scene.rotator.overlap === 'dual';
  const error = await untouchedIfThrown(scene, () =>
    scene.makeAndActivate(at(run, 1)),
  );
  if (error) return undefined;
  await scene.expectAnswer(scene.next, 'accepted');
  await scene.expectAnswer(scene.old, isDual ? 'accepted' : 'rejected');
  await scene.revokeOld(at(run, 1));
  await scene.expectAnswer(scene.next, 'accepted');
  await scene.expectReplaced(scene.old);
  return new Scene(scene.world, scene.declaration, scene.next);
}

/** Expects that an effect which refuses says what to do and has changed nothing. */
async function untouchedIfThrown(
  scene: Scene,
  act: () => Promise<void>,
): Promise<Error | undefined> {
  const before = await scene.world.look();
  const acted = act();
  if ((await thrownBy(acted)) === undefined) return undefined;
  const error = await scene.expectError(acted, MisconfiguredError);
  assert.ok(
    isDeepStrictEqual(await scene.world.look(), before),
    'What the target keeps has changed',
  );
  return error;
}
