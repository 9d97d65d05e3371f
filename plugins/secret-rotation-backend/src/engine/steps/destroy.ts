import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { moveVersion } from '../../workflow/version';
import { oldAndNew, stageName, type Side } from '../sides';
import { done, type Step, type StepContext } from '../StepContext';

const DEPTH = {
  erases: 'The store erased it',
  disables: 'The store disabled it',
  deprecates:
    'The store only deprecates a version; it goes when the store sees fit',
} as const;

/** Makes unreadable every version and path of ours that held the value that went, as far as the store can. */
export const destroy: Step = async context => {
  const { path } = context.run.pins.binding;
  const { store } = context;
  await context.write('store.discardStaged', effect =>
    store.discardStaged({ path, runId: stageName(context) }, effect),
  );
  const gone = context.run.pins.plan ? going(context) : undefined;
  if (!gone) return done(['Nothing was left to destroy']);
  if (gone.storeIds.length > 0) {
    await context.write('store.destroy', effect =>
      store.destroy({ path, versions: gone.storeIds }, effect),
    );
  }
  const now = context.now();
  const versions: VersionRow[] = [];
  if (gone.row) {
    const revoked = moveVersion(
      gone.row.state === 'pending' ? 'pending' : gone.row.state,
      'revoked',
    );
    versions.push({
      ...gone.row,
      state: moveVersion(revoked, 'destroyed'),
      revokedAt: gone.row.revokedAt ?? now,
      destroyedAt: now,
    });
  }
  return done([`${versionLabel(gone.number)}: ${DEPTH[store.destroys]}`], {
    versions,
  });
};

/** What goes: forward the old version, in a rollback the new one; a cancelled run has only what it staged. */
function going(context: StepContext): Side | undefined {
  const sides = oldAndNew(context);
  return context.run.direction === 'forward' ? sides.old : sides.new;
}
