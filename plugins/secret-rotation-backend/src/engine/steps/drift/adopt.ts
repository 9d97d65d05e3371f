import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Pins } from '../../../ledger/rows';
import { toldAnew } from '../../../workflow/consumer';
import { oldAndNew, planOf } from '../../sides';
import { done, type StepContext, type StepResult } from '../../StepContext';
import { acceptance } from '../acceptance';
import { noLongerCurrent, supersededBy } from '../succession';
import { waitOrAsk } from '../waitOrAsk';
import { accountOf, unseenPromotions } from './present';
import { asAsked, askAboutDrift, isReplaceable } from './question';
import { rowOf } from './rowOf';

/**
 * Makes somebody else's version the one that the run leads to: from here on it is the new one, and what the run made
 * goes with the old. Nothing is refused before every consumer attested it.
 */
export async function adopt(context: StepContext): Promise<StepResult> {
  const { run } = context;
  const found = await asAsked(context);
  if ('open' in found) return found.open;
  const { present } = found;
  const account = accountOf(context, present.value);
  if (account === undefined) {
    return askAboutDrift(context, {
      replaceable: await isReplaceable(context, present),
      why: 'Its login is none of those in spec.rotation.options, so it cannot be adopted',
    });
  }
  const { answer } = await acceptance(context, present.value);
  if (answer === 'unknown') {
    return waitOrAsk(
      context,
      'The target does not say whether it accepts the version that is to be adopted',
      'Mend the target, then recheck.',
    );
  }
  if (answer === 'rejected') {
    return askAboutDrift(context, {
      replaceable: await isReplaceable(context, present),
      why: 'The target refuses it, so it cannot be adopted',
    });
  }
  const plan = planOf(context);
  const foreign = await rowOf(context, present, account);
  const { old, new: made } = oldAndNew(context);
  const landed = await unseenPromotions(context, present.id);
  const versions = [...supersededBy(context, foreign.number), foreign];
  const isOld = foreign.number === old?.number;
  if (made.row && foreign.number !== made.number) {
    const storeIds = [...new Set([...made.row.storeIds, ...landed])];
    versions.push(noLongerCurrent({ ...made.row, storeIds }, context.now()));
  }
  const pins: Pins = {
    ...run.pins,
    drift: undefined,
    promoted: present.id,
    restored: undefined,
    restoreOver: undefined,
    plan: {
      ...plan,
      // Somebody put the old version back: nothing lies behind it.
      oldAccount: isOld ? undefined : plan.oldAccount,
      oldVersion: isOld ? undefined : plan.oldVersion,
      newAccount: account,
      newVersion: foreign.number,
      made: plan.made ?? plan.newVersion,
      leftovers: [...(plan.leftovers ?? []), plan.newVersion],
    },
  };
  return done(
    [
      `${versionLabel(foreign.number)}, current in the store, was adopted${
        answer === 'accepted' ? ': the target accepts it' : ''
      }`,
    ],
    {
      pins,
      versions,
      consumers: context.consumers.map(consumer =>
        toldAnew(consumer, foreign.number),
      ),
      overlapFrom: context.now(),
      secret: {
        currentVersion: foreign.number,
        lastVersion: Math.max(context.secret.lastVersion, foreign.number),
      },
    },
  );
}
