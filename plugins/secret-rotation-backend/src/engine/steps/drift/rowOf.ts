import type { VersionRow } from '../../../ledger/rows';
import { knownVersionOf, oldAndNew, valueOf } from '../../sides';
import type { StepContext } from '../../StepContext';
import { nowCurrent } from '../succession';
import type { Present } from './present';

/** The row of what is current now. Somebody may have put back a value of ours, under an id that is new to us. */
export async function rowOf(
  context: StepContext,
  present: Present,
  account: string | undefined,
): Promise<VersionRow> {
  const { old, new: made } = oldAndNew(context);
  for (const side of [old, made]) {
    if (!side?.row) continue;
    const value = await valueOf(context, side);
    if (!present.value || !value?.equals(present.value)) continue;
    return {
      ...nowCurrent(side.row, context.now()),
      storeIds: [...new Set([...side.row.storeIds, present.id])],
    };
  }
  const known = knownVersionOf(context, present.id);
  if (known) return nowCurrent(known, context.now());
  const numbers = context.versions.map(version => version.number);
  return {
    secretId: context.secret.id,
    number: Math.max(context.secret.lastVersion, ...numbers) + 1,
    state: 'current',
    account,
    storeIds: [present.id],
    createdAt: present.createdAt,
    currentAt: present.createdAt,
  };
}
