import {
  DriftError,
  storeVersionId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../ledger/rows';
import { ownMeans } from '../means';
import { oldAndNew, planOf, stageName } from '../sides';
import {
  done,
  waitUntil,
  type Step,
  type StepContext,
  type StepResult,
} from '../StepContext';
import { acceptance } from './acceptance';
import {
  adopt,
  askAboutDrift,
  askIfDrifted,
  mayHavePromotedUnseen,
  replace,
  unseenPromotions,
} from './drift';
import { holdsOldValue, knownCurrent } from './knownCurrent';
import { staged } from './stage';
import { noLongerCurrent, nowCurrent, supersededBy } from './succession';
import { waitOrAsk } from './waitOrAsk';

/** Makes the new version the store's current one, by comparison with what was seen at the start. */
export const promote: Step = async context => {
  const choice = context.run.pins.drift?.choice;
  if (choice) return choice === 'adopt' ? adopt(context) : replace(context);
  const { path } = context.run.pins.binding;
  const plan = planOf(context);
  // What was staged may have been replaced since activate, by a call of ours that landed late: only what the target
  // accepts becomes current. A copy that is gone was promoted before, or the store says that it was not.
  const value = await staged(context);
  if (value) {
    const { answer } = await acceptance(context, value);
    if (answer !== 'accepted' && answer !== 'untold') {
      const drift = await askIfDrifted(context);
      if (drift) return drift;
      return waitOrAsk(
        context,
        `${versionLabel(
          plan.newVersion,
        )} is staged and not accepted at every endpoint, so it does not become current`,
        'Consumers use the old version. Roll back, or mend the target and recheck.',
      );
    }
  }
  let id: StoreVersionId;
  try {
    id = await context.write('store.promote', effect =>
      ownMeans(context).store.promote(
        {
          path,
          runId: stageName(context),
          expected:
            plan.seen === undefined ? undefined : storeVersionId(plan.seen),
        },
        effect,
      ),
    );
  } catch (error) {
    if (!(error instanceof DriftError)) throw error;
    return afterDrift(context);
  }
  const now = context.now();
  const sides = oldAndNew(context);
  const versions = supersededBy(context, plan.newVersion);
  if (sides.new.row) {
    versions.push({
      ...nowCurrent(sides.new.row, now),
      storeIds: withId(sides.new.row.storeIds, id),
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

/**
 * The store refused to promote: what was staged is gone and was never current, or somebody else changed what is.
 */
async function afterDrift(context: StepContext): Promise<StepResult> {
  const drift = await askIfDrifted(context);
  if (drift) return drift;
  const { path } = context.run.pins.binding;
  const { current } = await context.read('store.describe', effect =>
    context.store.describe({ path }, effect),
  );
  if (current !== planOf(context).seen) {
    return waitOrAsk(
      context,
      'The value that was staged is current, and the store does not know it as this run’s',
      'Look at the store, then recheck.',
    );
  }
  if (await mayHavePromotedUnseen(context)) {
    return askAboutDrift(context, {
      replaceable: false,
      why: 'The new version was current meanwhile, and the old one was put back',
    });
  }
  if (await staged(context)) {
    return waitOrAsk(
      context,
      'The store does not make the staged value current, though nobody changed what is',
      'Look at the store, then recheck or roll back.',
    );
  }
  return {
    outcome: {
      kind: 'begin-anew',
      reason: 'The staged value is gone. It was never promoted',
    },
    evidence: ['The staged value is gone. It is made and activated anew'],
  };
}

/** In a rollback: writes the old version anew, so that a delayed promote fails its comparison. */
export const restore: Step = async context => {
  const { path } = context.run.pins.binding;
  const { old, new: fresh } = oldAndNew(context);
  const over = context.run.pins.restoreOver;
  const from = old?.storeIds.at(-1);
  if (!old?.row || over === undefined || from === undefined) {
    throw new Error(`Run ${context.run.id} does not know what to restore`);
  }
  // A promotion that landed without being committed is ours too.
  const landed = await unseenPromotions(context);
  let id: StoreVersionId;
  try {
    id = await context.write('store.restore', effect =>
      ownMeans(context).store.restore(
        {
          path,
          runId: stageName(context),
          version: from,
          expected: storeVersionId(over),
        },
        effect,
      ),
    );
  } catch (error) {
    if (!(error instanceof DriftError)) throw error;
    // Preflight may have looked before a promotion landed that was still under way, or a person put a value back.
    const current = await knownCurrent(context);
    if (current === undefined)
      return askAboutDrift(context, { replaceable: true });
    if (current === over) throw error;
    return waitUntil(
      context.now(),
      'The store changed to another of the two versions meanwhile',
      [],
      { pins: { ...context.run.pins, restoreOver: current } },
    );
  }
  const wasOld = await holdsOldValue(context, over);
  const oldIds = wasOld ? withId(old.row.storeIds, over) : old.row.storeIds;
  const versions: VersionRow[] = [
    ...supersededBy(context, old.number),
    {
      ...nowCurrent(old.row, context.now()),
      storeIds: withId(oldIds, id),
    },
  ];
  if (fresh.row) {
    versions.push({
      ...noLongerCurrent(fresh.row, context.now()),
      storeIds: [...new Set([...fresh.row.storeIds, ...landed])],
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
