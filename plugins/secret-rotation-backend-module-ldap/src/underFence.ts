import {
  FencedError,
  isNewerFence,
  UnavailableError,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Administrator } from './Administrator';
import { AssertionControl, markIs } from './controls';
import { RESULT, resultCode } from './directoryErrors';
import {
  changeEntry,
  readEntry,
  type EntryChange,
  type EntryPasswords,
} from './entryPasswords';
import { markOf, readMark } from './mark';

/** How often somebody else may change the entry between the look and the change. */
const LOOKS = 5;

/** What is to be done with an entry that looks like this. */
export type Decision = (entry: EntryPasswords) => Omit<EntryChange, 'mark'>;

/**
 * Looks at an entry and changes it, if nobody else did so in between: the directory compares the mark and the values
 * that are to go in the step that changes them. An entry that is as it should be, and bears this fence, is not touched.
 * @throws FencedError when a newer run or epoch has acted
 */
export async function underFence(
  administrator: Administrator,
  dn: string,
  markAttribute: string,
  context: WriteContext,
  decide: Decision,
): Promise<void> {
  const mark = markOf(context.fence);
  await administrator.ask(context, async client => {
    for (let look = 0; look < LOOKS; look += 1) {
      const entry = await readEntry(client, dn, markAttribute);
      const standing = readMark(entry.marks);
      if (standing && isNewerFence(standing, context.fence)) {
        throw new FencedError('A newer run or epoch has acted on this entry');
      }
      const change = decide(entry);
      const isDone =
        entry.marks.join() === mark &&
        change.add === undefined &&
        !change.remove?.length;
      if (isDone) return;
      const asSeen = new AssertionControl(
        markIs(markAttribute, standing && markOf(standing)),
      );
      try {
        const wanted = { ...change, mark };
        await changeEntry(client, markAttribute, entry, wanted, [asSeen]);
        return;
      } catch (error) {
        // Somebody changed the entry meanwhile: look again.
        const code = resultCode(error);
        if (code !== RESULT.assertionFailed && code !== RESULT.noSuchAttribute)
          throw error;
      }
    }
    throw new UnavailableError('Somebody else goes on changing the entry');
  });
}
