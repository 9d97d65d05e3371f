import type { SecretRow, VersionRow } from '../ledger/rows';
import { noLongerCurrent, nowCurrent } from './steps/succession';

/** What the store calls current, as far as it is known without its value. */
export interface Found {
  readonly id: string;
  /** When the store made it. */
  readonly createdAt: number;
  readonly account?: string;
}

/** What becomes of the ledger's versions. */
export interface FoundCurrent {
  /**
   * `known`: the ledger calls it current too. `taken-over`: the ledger had none at this path. `out-of-band`: somebody
   * else has made another version current than the ledger's.
   */
  readonly how: 'known' | 'taken-over' | 'out-of-band';
  readonly current: VersionRow;
  /** Every version, the found one among them. */
  readonly versions: readonly VersionRow[];
}

/**
 * Makes what the store calls current the ledger's current version. Nothing is rotated by that, and it is as old as the
 * store says, not as old as our acquaintance. Pure.
 */
export function foundCurrent(
  secret: Pick<SecretRow, 'id' | 'lastVersion'>,
  known: readonly VersionRow[],
  found: Found,
  now: number,
): FoundCurrent {
  const before = known.find(version => version.state === 'current');
  if (before?.storeIds.includes(found.id)) {
    const current = { ...before, account: before.account ?? found.account };
    return { how: 'known', current, versions: including(known, current) };
  }
  // A binding that moved to another path has versions, of which none is known to the store.
  const how = before?.storeIds.length ? 'out-of-band' : 'taken-over';
  const superseded = known.map(version => noLongerCurrent(version, now));
  const current: VersionRow = {
    ...rowOf(secret, superseded, found, now),
    ...(how === 'out-of-band' ? { outOfBandAt: now } : {}),
  };
  return { how, current, versions: including(superseded, current) };
}

/** Its row: one that was current before and was put back, or a new one. */
function rowOf(
  secret: Pick<SecretRow, 'id' | 'lastVersion'>,
  known: readonly VersionRow[],
  found: Found,
  now: number,
): VersionRow {
  const earlier = known.find(
    version =>
      version.state === 'previous' && version.storeIds.includes(found.id),
  );
  if (earlier) return nowCurrent(earlier, now);
  return {
    secretId: secret.id,
    number: Math.max(secret.lastVersion, ...known.map(v => v.number), 0) + 1,
    state: 'current',
    account: found.account,
    storeIds: [found.id],
    createdAt: found.createdAt,
    currentAt: found.createdAt,
  };
}

function including(
  versions: readonly VersionRow[],
  row: VersionRow,
): VersionRow[] {
  return [...versions.filter(({ number }) => number !== row.number), row];
}
