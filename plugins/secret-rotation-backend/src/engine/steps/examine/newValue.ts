import {
  checkRefusal,
  outlineOf,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type ValueOutline,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ExamineContext } from './Examination';

/** Whether the store would take what the rotator is going to make, asked before it makes anything. */
export async function checkNewValue(
  context: ExamineContext,
  accounts: RunAccounts,
  current: SecretValue | undefined,
): Promise<readonly PreflightCheck[]> {
  const { means, options, path } = context;
  // What somebody else makes, they also find room for.
  if (means.by !== 'keyturn') return [];
  const { rotator, store } = means;
  let outline: ValueOutline | undefined;
  const made = await checkRefusal('new-value', async () => {
    outline =
      rotator.outline?.({ options, account: accounts.new, current }) ??
      (current && outlineOf(current));
    return 'The rotator can make a new value';
  });
  const known = outline;
  // Nobody can say what some first values will be: the store looks when it stages them, before the target hears of it.
  if (!made.ok || !known) return [made];
  return context.read('store.checkValue', effect =>
    store.checkValue({ path, outline: known }, effect),
  );
}
