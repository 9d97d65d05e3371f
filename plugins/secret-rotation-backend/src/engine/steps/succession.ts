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

/** A version after another has become current. One that was not current stays what it is. */
export function noLongerCurrent(row: VersionRow, now: number): VersionRow {
  return row.state === 'current'
    ? { ...row, state: moveVersion('current', 'previous'), previousAt: now }
    : row;
}
