import type { VersionRow } from '../../../ledger/rows';
import { moveVersion } from '../../../workflow/version';
import { knownVersionOf, oldAndNew, valueOf } from '../../sides';
import type { StepContext } from '../../StepContext';
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
    if (!value?.equals(present.value)) continue;
    return {
      ...side.row,
      state: moveVersion(side.row.state, 'current'),
      storeIds: [...new Set([...side.row.storeIds, present.id])],
    };
  }
  const known = knownVersionOf(context, present.id);
  if (known) return { ...known, state: moveVersion(known.state, 'current') };
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
