import type { Version } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { instant } from './instant';

/** A version. */
export function versionView(row: VersionRow): Version {
  return {
    number: row.number,
    state: row.state,
    account: row.account,
    createdAt: new Date(row.createdAt).toISOString(),
    currentAt: instant(row.currentAt),
    previousAt: instant(row.previousAt),
    backAt: instant(row.backAt),
    revokedAt: instant(row.revokedAt),
    destroyedAt: instant(row.destroyedAt),
    outOfBandAt: instant(row.outOfBandAt),
  };
}
