import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AccessKeys } from './client/AccessKeys';
import { NoRoomError } from './client/failures';
import { suspectsAmong } from './orphans';

/** AWS allows a user no more. */
const MOST_KEYS = 2;

/**
 * Refuses what the run left behind, so that the user can have a new key. A key that was ever used stays.
 * @throws NoRoomError when two keys are left
 */
export async function makeRoom(
  keys: AccessKeys,
  user: string,
  run: { known: ReadonlySet<string>; since: Date },
  context: EffectContext,
): Promise<void> {
  const listed = await keys.list(user, context);
  let left = listed.length;
  for (const { id } of suspectsAmong(listed, run)) {
    if (await keys.lastUsed(user, id, context)) continue;
    await keys.refuse(user, id, context);
    left -= 1;
  }
  if (left >= MOST_KEYS) {
    throw new NoRoomError(
      `The IAM user ${user} has two access keys, and none of them is surely left over`,
      'Find out which key nobody uses and delete it, then recheck',
    );
  }
}
