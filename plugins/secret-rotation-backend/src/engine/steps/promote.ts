import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { moveVersion } from '../../workflow/version';
import { oldAndNew, planOf, stageName } from '../sides';
import { done, type Step } from '../StepContext';

/** Makes the new version the store's current one, by comparison with what was seen at the start. */
export const promote: Step = async context => {
  const { path } = context.run.pins.binding;
  const plan = planOf(context);
  const id = await context.write('store.promote', effect =>
    context.store.promote(
      {
        path,
        runId: stageName(context),
        expected:
          plan.seen === undefined ? undefined : storeVersionId(plan.seen),
      },
      effect,
    ),
  );
  const now = context.now();
  const sides = oldAndNew(context);
  const versions: VersionRow[] = [];
  if (sides.new.row) {
    versions.push({
      ...sides.new.row,
      state: moveVersion(sides.new.row.state, 'current'),
      storeIds: withId(sides.new.row.storeIds, id),
      currentAt: sides.new.row.currentAt ?? now,
    });
  }
  if (sides.old?.row) {
    versions.push({
      ...sides.old.row,
      state: moveVersion(sides.old.row.state, 'previous'),
      previousAt: now,
    });
  }
  return done(
    [
      `${versionLabel(
        plan.newVersion,
      )} is current in the store; the staged copy is gone`,
    ],
    {
      pins: { ...context.run.pins, promoted: id },
      versions,
      secret: { currentVersion: plan.newVersion },
    },
  );
};

/** In a rollback: writes the old version anew, so that a delayed promote fails its comparison. */
export const restore: Step = async context => {
  const { path } = context.run.pins.binding;
  const { old, new: fresh } = oldAndNew(context);
  const over = context.run.pins.restoreOver;
  const from = old?.storeIds.at(-1);
  if (!old?.row || over === undefined || from === undefined) {
    throw new Error(`Run ${context.run.id} does not know what to restore`);
  }
  const id = await context.write('store.restore', effect =>
    context.store.restore(
      {
        path,
        runId: stageName(context),
        version: from,
        expected: storeVersionId(over),
      },
      effect,
    ),
  );
  const versions: VersionRow[] = [
    {
      ...old.row,
      state: moveVersion(old.row.state, 'current'),
      storeIds: withId(old.row.storeIds, id),
    },
  ];
  if (fresh.row) {
    // A promotion that landed without being committed is ours too: the id that was restored over belongs to it.
    const landed = over !== planOf(context).seen;
    versions.push({
      ...fresh.row,
      state:
        fresh.row.state === 'current'
          ? moveVersion('current', 'previous')
          : fresh.row.state,
      storeIds: landed ? withId(fresh.row.storeIds, over) : fresh.row.storeIds,
    });
  }
  return done(
    [`${versionLabel(old.number)} is current in the store again, written anew`],
    {
      pins: { ...context.run.pins, restored: id },
      versions,
      secret: { currentVersion: old.number },
    },
  );
};

function withId(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? [...ids] : [...ids, id];
}
