import type { VersionRow } from '../../ledger/rows';
import { moveVersion } from '../../workflow/version';
import type { StepContext } from '../StepContext';

/** Every version that is current no more when another becomes it: of a secret's versions at most one is. */
export function supersededBy(
  context: Pick<StepContext, 'versions' | 'now'>,
  successor: number,
): VersionRow[] {
  return context.versions
    .filter(row => row.state === 'current' && row.number !== successor)
    .map(row => noLongerCurrent(row, context.now()));
}

/** A version when it becomes current: for the first time, or again, by a rollback or by somebody who put it back. */
export function nowCurrent(row: VersionRow, now: number): VersionRow {
  if (row.state === 'current') return row;
  const state = moveVersion(row.state, 'current');
  return row.currentAt === undefined
    ? { ...row, state, currentAt: now }
    : { ...row, state, backAt: now };
}

/** A version after another has become current. One that was not current stays what it is. */
export function noLongerCurrent(row: VersionRow, now: number): VersionRow {
  return row.state === 'current'
    ? { ...row, state: moveVersion('current', 'previous'), previousAt: now }
    : row;
}
