import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { hasOneAccount, oldAndNew, planOf, valueOf } from '../../sides';
import { ask, type StepContext, type StepResult } from '../../StepContext';
import { acceptance } from '../acceptance';
import {
  accountOf,
  readPresent,
  unseenPromotions,
  type Present,
} from './present';

/**
 * Asks what is to become of a version that somebody else made current. What is asked about is pinned: if yet another
 * one stands there when the answer comes, it is asked again.
 * @param options - `replaceable`: the run has a value that could take its place; `why`: what stands against a choice
 */
export async function askAboutDrift(
  context: StepContext,
  options: { replaceable: boolean; why?: string },
): Promise<StepResult> {
  const { pins } = context.run;
  const present = await readPresent(context);
  if (!present) {
    return ask(
      context,
      'The store has no readable current version any more. Nothing was overwritten. ' +
        'Put back a version that the run knows, then recheck.',
      { patch: { pins: { ...pins, drift: undefined } } },
    );
  }
  const { replaceable, why } = options;
  return ask(
    context,
    'Somebody else changed the secret in the store while the run went on. Nothing was overwritten. ' +
      `${why ? `${why}. ` : ''}What is to become of that version?`,
    {
      about: 'drift',
      patch: {
        pins: { ...pins, drift: { version: present.id, replaceable } },
      },
    },
  );
}

/**
 * Asks about somebody else's version if one is current, before the run has promoted its own. `undefined`: nobody wrote
 * anything.
 */
export async function askIfDrifted(
  context: StepContext,
): Promise<StepResult | undefined> {
  const present = await readPresent(context);
  if (present?.id === planOf(context).seen) return undefined;
  const { new: made } = oldAndNew(context);
  if (present && context.run.pins.promoted === undefined) {
    const value = await valueOf(context, made);
    if (present.value && value?.equals(present.value)) return undefined;
  }
  return askAboutDrift(context, {
    replaceable: await isReplaceable(context, present),
  });
}

/** @returns what the person was asked about, if it is still current; else the question anew */
export async function asAsked(
  context: StepContext,
): Promise<{ present: Present } | { open: StepResult }> {
  const asked = context.run.pins.drift;
  const present = await readPresent(context);
  if (asked && present?.id === asked.version) return { present };
  const open = await askAboutDrift(context, {
    replaceable: await isReplaceable(context, present),
    why: 'It has changed once more since you were asked',
  });
  return { open };
}

/**
 * Whether somebody else's version can be replaced. In a rollback the old version takes its place. Forward the run's
 * value does, if it is at hand, can have its login, and was never what consumers read: else they would be cut off when
 * it is made anew.
 */
export async function isReplaceable(
  context: StepContext,
  present: Present | undefined,
): Promise<boolean> {
  const { run } = context;
  if (run.direction === 'rollback') return true;
  const { new: made } = oldAndNew(context);
  const wasCurrent =
    run.pins.promoted !== undefined || made.storeIds.length > 0;
  if (!present || wasCurrent || !(await valueOf(context, made))) return false;
  const landed = await unseenPromotions(context, present.id);
  if (landed.length > 0) return false;
  if (!takesTheNewSlot(context, present.value)) return true;
  return (await acceptance(context, present.value)).answer === 'rejected';
}

/**
 * Whether a value, where it is accepted, keeps the new version from being accepted too. One that nobody sees may do so.
 */
export function takesTheNewSlot(
  context: StepContext,
  value: SecretValue | undefined,
): boolean {
  if (!value) return true;
  if (accountOf(context, value) !== planOf(context).newAccount) return false;
  return context.rotator.overlap === 'single' || !hasOneAccount(context, value);
}
