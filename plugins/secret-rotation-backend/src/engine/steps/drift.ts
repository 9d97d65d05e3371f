import {
  MisconfiguredError,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Pins, VersionRow } from '../../ledger/rows';
import type { ConsumerState } from '../../workflow/consumer';
import { moveVersion } from '../../workflow/version';
import { knownVersionOf, oldAndNew, planOf, valueOf } from '../sides';
import {
  ask,
  done,
  waitUntil,
  type Patch,
  type StepContext,
  type StepResult,
} from '../StepContext';
import { noLongerCurrent, supersededBy } from './succession';
import { waitOrAsk } from './waitOrAsk';

/** What the store holds now. */
interface Present {
  readonly id: StoreVersionId;
  readonly createdAt: number;
  readonly value: SecretValue;
}

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
 * Makes somebody else's version the one that the run leads to: from here on it is the new one, and what the run made
 * goes with the old. Nothing is refused before every consumer attested it.
 */
export async function adopt(context: StepContext): Promise<StepResult> {
  const { rotator, options, rules, run } = context;
  const asked = run.pins.drift;
  const present = await readPresent(context);
  if (!asked || present?.id !== asked.version) {
    return askAboutDrift(context, {
      replaceable: await isReplaceable(context, present),
      why: 'It has changed once more since you were asked',
    });
  }
  const account = accountOf(context, present.value);
  if (account === undefined) {
    return askAboutDrift(context, {
      replaceable: await isReplaceable(context, present),
      why: 'Its login is none of those in spec.rotation.options, so it cannot be adopted',
    });
  }
  const probes = await context.read('rotator.probe', effect =>
    rotator.probe({ options, value: present.value }, effect),
  );
  const answer = rules.answerOf(probes.map(probe => probe.answer));
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
      `${versionLabel(
        foreign.number,
      )}, written by somebody else, was adopted: the target accepts it`,
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

/**
 * Pins somebody else's version as the one that the run writes over. Whichever of it and the old version the target
 * accepts is what the run can go back to; the other goes with it at the end.
 */
export async function replace(context: StepContext): Promise<StepResult> {
  const { rotator, options, rules, run } = context;
  const asked = run.pins.drift;
  const present = await readPresent(context);
  if (!asked || present?.id !== asked.version) {
    return askAboutDrift(context, {
      replaceable: await isReplaceable(context, present),
      why: 'It has changed once more since you were asked',
    });
  }
  const probes = await context.read('rotator.probe', effect =>
    rotator.probe({ options, value: present.value }, effect),
  );
  const answer = rules.answerOf(probes.map(probe => probe.answer));
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
  if (isForward && answer === 'accepted' && account === plan.newAccount) {
    return askAboutDrift(context, {
      replaceable: false,
      why: `It uses ${account}, the login of the new version, which the target therefore refuses`,
    });
  }
  const foreign = await rowOf(context, present, account);
  const versions = [...supersededBy(context, foreign.number), foreign];
  // The way back leads to a version that works.
  const becomesOld =
    isForward &&
    answer === 'accepted' &&
    account !== undefined &&
    account !== plan.newAccount;
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

/** Store versions that this run promoted without having learnt of it, before somebody else wrote over them. */
async function unseenPromotions(
  context: StepContext,
  current: StoreVersionId,
): Promise<StoreVersionId[]> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const plan = planOf(context);
  const { versions } = await context.read('store.describe', effect =>
    store.describe({ path }, effect),
  );
  const ids = versions
    .filter(version => version.readable)
    .map(version => version.id);
  const since = ids.slice(ids.findIndex(id => id === plan.seen) + 1);
  const found: StoreVersionId[] = [];
  for (const version of since) {
    if (version === current || knownVersionOf(context, version)) continue;
    const value = await context.read('store.readVersion', effect =>
      store.readVersion({ path, version }, effect),
    );
    if (value && accountOf(context, value) === plan.newAccount)
      found.push(version);
  }
  return found;
}

/** Whether consumers read the version that is to stay. Somebody may have put it back under another id. */
export async function isCurrent(
  context: StepContext,
  value: SecretValue | undefined,
): Promise<boolean> {
  const present = await readPresent(context);
  return Boolean(present && value?.equals(present.value));
}

async function readPresent(context: StepContext): Promise<Present | undefined> {
  const { store, run } = context;
  const { path } = run.pins.binding;
  const { current: id, versions } = await context.read(
    'store.describe',
    effect => store.describe({ path }, effect),
  );
  if (id === undefined) return undefined;
  const value = await context.read('store.readVersion', effect =>
    store.readVersion({ path, version: id }, effect),
  );
  const createdAt = versions.find(version => version.id === id)?.createdAt;
  return (
    value && { id, value, createdAt: createdAt?.getTime() ?? context.now() }
  );
}

/** The account that a value belongs to, `undefined` for one that is none of ours. */
function accountOf(
  { rotator, options }: StepContext,
  value: SecretValue,
): string | undefined {
  try {
    return rotator.chooseAccounts(options, value).old;
  } catch (error) {
    if (error instanceof MisconfiguredError) return undefined;
    throw error;
  }
}

/** The row of what is current now. Somebody may have put back a value of ours, under an id that is new to us. */
async function rowOf(
  context: StepContext,
  present: Present,
  account: string | undefined,
): Promise<VersionRow> {
  const { old, new: made } = oldAndNew(context);
  for (const side of [old, made]) {
    if (!side?.row) continue;
    const value = await valueOf(context, side);
    if (!value?.equals(present.value)) continue;
    return {
      ...side.row,
      state: moveVersion(side.row.state, 'current'),
      storeIds: [...new Set([...side.row.storeIds, present.id])],
    };
  }
  const known = knownVersionOf(context, present.id);
  if (known) return { ...known, state: moveVersion(known.state, 'current') };
  const numbers = context.versions.map(version => version.number);
  return {
    secretId: context.secret.id,
    number: Math.max(context.secret.lastVersion, ...numbers) + 1,
    state: 'current',
    account,
    storeIds: [present.id],
    createdAt: present.createdAt,
    currentAt: present.createdAt,
  };
}

/** A consumer that is to be led to another version than it was told. */
export function toldAnew(
  consumer: ConsumerState,
  wanted: number,
): ConsumerState {
  return {
    ...consumer,
    wanted,
    toldAt: undefined,
    illSince: undefined,
    repairs: 0,
  };
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
    if (value?.equals(present.value)) return undefined;
  }
  return askAboutDrift(context, {
    replaceable: await isReplaceable(context, present),
  });
}

/**
 * Whether somebody else's version can be replaced. In a rollback the old version takes its place. Forward the run's
 * value does, if it is at hand, can have its login, and was never what consumers read: else they would be cut off when
 * it is made anew.
 */
async function isReplaceable(
  context: StepContext,
  present: Present | undefined,
): Promise<boolean> {
  const { rotator, options, rules, run } = context;
  if (run.direction === 'rollback') return true;
  const { new: made } = oldAndNew(context);
  const wasCurrent =
    run.pins.promoted !== undefined || made.storeIds.length > 0;
  if (!present || wasCurrent || !(await valueOf(context, made))) return false;
  const landed = await unseenPromotions(context, present.id);
  if (landed.length > 0) return false;
  if (accountOf(context, present.value) !== planOf(context).newAccount)
    return true;
  const probes = await context.read('rotator.probe', effect =>
    rotator.probe({ options, value: present.value }, effect),
  );
  return rules.answerOf(probes.map(probe => probe.answer)) === 'rejected';
}
