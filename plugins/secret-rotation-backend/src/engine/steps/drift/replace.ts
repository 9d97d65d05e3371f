import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Pins } from '../../../ledger/rows';
import { planOf } from '../../sides';
import {
  waitUntil,
  type Patch,
  type StepContext,
  type StepResult,
} from '../../StepContext';
import { supersededBy } from '../succession';
import { waitOrAsk } from '../waitOrAsk';
import { acceptance } from '../acceptance';
import { accountOf } from './present';
import { asAsked, askAboutDrift, takesTheNewSlot } from './question';
import { rowOf } from './rowOf';

/**
 * Pins somebody else's version as the one that the run writes over. Whichever of it and the old version the target
 * accepts is what the run can go back to; the other goes with it at the end.
 */
export async function replace(context: StepContext): Promise<StepResult> {
  const { run } = context;
  const found = await asAsked(context);
  if ('open' in found) return found.open;
  const { present } = found;
  const { answer } = await acceptance(context, present.value);
  if (answer === 'unknown') {
    return waitOrAsk(
      context,
      'The target does not say whether it accepts the version that is to be replaced',
      'Mend the target, then recheck.',
    );
  }
  const plan = planOf(context);
  const account = accountOf(context, present.value);
  const isForward = run.direction === 'forward';
  const isTaken = takesTheNewSlot(context, present.value);
  if (isForward && answer === 'accepted' && isTaken) {
    return askAboutDrift(context, {
      replaceable: false,
      why: `It uses ${account}, the login of the new version, which the target therefore refuses`,
    });
  }
  const foreign = await rowOf(context, present, account);
  const versions = [...supersededBy(context, foreign.number), foreign];
  // The way back leads to a version that works.
  const becomesOld =
    isForward && answer === 'accepted' && account !== undefined && !isTaken;
  const goesToo = becomesOld ? plan.oldVersion : foreign.number;
  const pins: Pins = {
    ...run.pins,
    drift: undefined,
    restoreOver: isForward ? run.pins.restoreOver : present.id,
    plan: {
      ...plan,
      seen: isForward ? present.id : plan.seen,
      oldAccount: becomesOld ? account : plan.oldAccount,
      oldVersion: becomesOld ? foreign.number : plan.oldVersion,
      leftovers: [
        ...(plan.leftovers ?? []),
        ...(goesToo === undefined ? [] : [goesToo]),
      ],
    },
  };
  const words = `${versionLabel(
    foreign.number,
  )}, written by somebody else, is the version to replace now`;
  const patch: Patch = {
    pins,
    versions,
    kind: becomesOld ? 'rotate' : run.kind,
    secret: {
      currentVersion: foreign.number,
      lastVersion: Math.max(context.secret.lastVersion, foreign.number),
    },
  };
  return isForward
    ? {
        outcome: { kind: 'begin-anew', reason: words },
        evidence: [words],
        patch,
      }
    : waitUntil(context.now(), words, [], patch);
}
