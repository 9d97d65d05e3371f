import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { CredentialSession } from '../../contracts/Rotator';
import type { RotatorDeclaration } from '../../contracts/RotatorDeclaration';
import { isDual, rotatorCase, type RotatorCase } from './cases';
import type { Scene } from './scene';

// Some servers tell since when a session is open in whole seconds.
const GRAIN_MS = 1_100;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

const isSeen = (declaration: RotatorDeclaration) =>
  isDual(declaration) && declaration.seenBy === 'open-sessions';
const hasTwo = ({ accounts }: RotatorDeclaration) => accounts === 'two';
const ends = ({ oldSessions }: RotatorDeclaration) => oldSessions === 'ended';

/** Who is still on the old credential, and what becomes of them. */
export const SESSION_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'sessions: those on the old account are counted, and not those on the new one',
    { isFor: given => isSeen(given) && hasTwo(given), needs: ['openSession'] },
    async scene => {
      await scene.makeAndActivate();
      const left = await scene.world.openSession(scene.old);
      const moved = await scene.world.openSession(scene.next);
      assert.equal((await scene.sessions(scene.oldAccount)).length, 1);
      await left.close();
      await moved.close();
    },
  ),

  rotatorCase(
    'sessions: everybody on an account that holds both credentials is listed, with the time of the login',
    { isFor: given => isSeen(given) && !hasTwo(given), needs: ['openSession'] },
    async scene => {
      await scene.makeAndActivate();
      const left = await scene.world.openSession(scene.old);
      const moved = await scene.world.openSession(scene.next);
      const listed = await scene.sessions(scene.oldAccount);
      assert.equal(listed.length, 2);
      assert.ok(listed.every(({ since }) => since));
      await left.close();
      await moved.close();
    },
  ),

  rotatorCase(
    'sessions: none is listed where the target cannot tell',
    { isFor: ({ usage }) => usage === 'none' },
    async scene => {
      assert.deepEqual(await scene.sessions(scene.oldAccount), []);
    },
  ),

  rotatorCase(
    'sessions: revoke ends those that are left on the old account, and no others',
    {
      isFor: given => isSeen(given) && hasTwo(given) && ends(given),
      needs: ['openSession'],
    },
    async scene => {
      await scene.makeAndActivate();
      const left = await scene.world.openSession(scene.old);
      const moved = await scene.world.openSession(scene.next);

      assert.deepEqual(await scene.revokeOld(), { endedSessions: 1 });

      assert.equal(await left.isEnded(), true);
      assert.equal(await moved.isEnded(), false);
      assert.deepEqual(await scene.sessions(scene.oldAccount), []);
      await left.close();
      await moved.close();
    },
  ),

  rotatorCase(
    'sessions: revoke ends those of an account with both credentials that are older than the new one, and no others',
    {
      isFor: given => isSeen(given) && !hasTwo(given) && ends(given),
      needs: ['openSession'],
    },
    async scene => {
      await scene.makeAndActivate();
      const left = await scene.world.openSession(scene.old);
      const [{ since }] = await untilListed(scene);
      assert.ok(since, 'The session has no time');
      const keptSince = new Date(since.getTime() + GRAIN_MS);
      await passed(keptSince.getTime() + GRAIN_MS);
      const moved = await scene.world.openSession(scene.next);

      assert.deepEqual(await scene.revokeOld(undefined, { keptSince }), {
        endedSessions: 1,
      });

      assert.equal(await left.isEnded(), true);
      assert.equal(await moved.isEnded(), false);
      await left.close();
      await moved.close();
    },
  ),

  rotatorCase(
    'sessions: those that are open on the old credential live on, and revoke does not claim otherwise',
    {
      isFor: given => isDual(given) && given.oldSessions === 'live-on',
      needs: ['openSession'],
    },
    async scene => {
      await scene.makeAndActivate();
      const left = await scene.world.openSession(scene.old);
      assert.deepEqual(await scene.revokeOld(), { endedSessions: 0 });
      assert.equal(await left.isEnded(), false);
      await left.close();
    },
  ),
];

/** What the target lists, as soon as it lists somebody. */
async function untilListed(scene: Scene): Promise<CredentialSession[]> {
  const until = Date.now() + PATIENCE_MS;
  let sessions = await scene.sessions(scene.oldAccount);
  while (sessions.length === 0 && Date.now() < until) {
    await delay(PAUSE_MS);
    sessions = await scene.sessions(scene.oldAccount);
  }
  assert.ok(sessions.length > 0, 'The session is not listed');
  return sessions;
}

/** Waits until the clock has passed a moment. */
async function passed(moment: number): Promise<void> {
  while (Date.now() < moment) await delay(PAUSE_MS);
}
