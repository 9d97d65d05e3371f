import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { moveVersion } from '../../workflow/version';
import { everyoneGoing, stageName } from '../sides';
import { done, type Step, type StepContext } from '../StepContext';

const DEPTH = {
  erases: 'The store erased it',
  disables: 'The store disabled it',
  deprecates:
    'The store only deprecates a version; it goes when the store sees fit',
} as const;

/**
 * Makes unreadable every version and path of ours that held the value that went, as far as the store can.
 * A manager that rotates by itself does so with its own versions.
 */
export const destroy: Step = async context => {
  const { path } = context.run.pins.binding;
  const { means } = context;
  if (means.by !== 'manager') {
    await context.write('store.discardStaged', effect =>
      means.store.discardStaged({ path, runId: stageName(context) }, effect),
    );
  }
  const gone = context.run.pins.plan ? refused(context) : [];
  const ids = gone.flatMap(row => row.storeIds.map(storeVersionId));
  if (ids.length > 0 && means.by !== 'manager') {
    await context.write('store.destroy', effect =>
      means.store.destroy({ path, versions: ids }, effect),
    );
  }
  if (gone.length === 0) return done(['Nothing was left to destroy']);
  const now = context.now();
  return done(
    gone.map(
      row => `${versionLabel(row.number)}: ${DEPTH[context.store.destroys]}`,
    ),
    {
      versions: gone.map(row => ({
        ...row,
        state: moveVersion(moveVersion(row.state, 'revoked'), 'destroyed'),
        revokedAt: row.revokedAt ?? now,
        destroyedAt: now,
      })),
    },
  );
};

/** What goes and is refused, or was never used. A version that may still be accepted stays readable. */
function refused(context: StepContext): VersionRow[] {
  return everyoneGoing(context).flatMap(({ row }) =>
    row && (row.state === 'revoked' || row.state === 'pending') ? [row] : [],
  );
}
