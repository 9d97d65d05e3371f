import type { StoreVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Pins, VersionRow } from '../../ledger/rows';
import {
  observed,
  toldAnew,
  unasked,
  type ConsumerState,
  type VersionNumbers,
} from '../../workflow/consumer';
import { backoffMs } from '../../workflow/due';
import { assignWaves, type WaveRules } from '../../workflow/waves';
import { foundCurrent, type FoundCurrent } from '../foundCurrent';
import { oldAndNew, valueOf } from '../sides';
import {
  ask,
  done,
  waitUntil,
  type Step,
  type StepContext,
  type StepResult,
} from '../StepContext';
import { acceptance } from './acceptance';
import { askAboutDrift, replace } from './drift';
import { examine, identityOf, type Examination } from './examine';
import { holdsOldValue, knownCurrent } from './knownCurrent';
import { askWhoUses, evidenceOfNone } from './noConsumers';

/** What is on record of a version that was current before the run and that no run made so. */
const OUT_OF_BAND =
  'Somebody else changed the secret in the store before this run: what they wrote is the old version';

/** Looks at everything before the first write. What fails here refuses the run, and nothing was written. */
export const preflight: Step = async context => {
  const examination = await examine({
    ...context,
    path: context.run.pins.binding.path,
    kind: context.run.kind,
  });
  const failed = examination.checks.filter(check => !check.ok);
  if (examination.currentAnswer === 'unknown') {
    return waitUntil(
      context.now() + backoffMs(context.run.tries),
      'The target does not answer at every endpoint. Nothing was changed',
    );
  }
  if (failed.length > 0) {
    return {
      outcome: {
        kind: 'refuse',
        reason: failed.map(check => check.message).join('; '),
      },
      evidence: failed.map(check =>
        check.fix ? `${check.message}. ${check.fix}` : check.message,
      ),
    };
  }
  if (examination.consumers.length === 0 && !context.run.pins.unused)
    return askWhoUses(context);
  const unproven = whatCannotBeProven(examination);
  if (unproven)
    return ask(context, unproven.question, { owner: unproven.owner });

  const { accounts } = examination;
  if (!accounts) throw new Error('Preflight passed without accounts');
  const { how, versions } = versionsNow(context, examination);
  const old = versions.find(version => version.state === 'current');
  const newVersion =
    Math.max(context.secret.lastVersion, ...versions.map(v => v.number), 0) + 1;
  const pins: Pins = {
    ...context.run.pins,
    plan: {
      oldAccount: accounts.old,
      newAccount: accounts.new,
      oldVersion: old?.number,
      newVersion,
      seen: examination.seen,
      // A version that was adopted before may still be accepted: it goes with the old one.
      leftovers: versions
        .filter(version => version.state === 'previous')
        .map(version => version.number),
      delegated: context.means.by === 'manager' ? true : undefined,
      manual: context.means.by === 'person' ? true : undefined,
      unprovable: context.rotator.probing === 'none' ? true : undefined,
      oneWay:
        context.means.by !== 'keyturn' || context.rotator.overlap === 'single'
          ? true
          : undefined,
    },
  };
  const consumers = requiredConsumers(
    examination,
    newVersion,
    versions,
    context.policy.waves,
    context.now(),
  );
  return done(
    [
      ...examination.checks.map(check => check.message),
      ...(how === 'out-of-band' ? [OUT_OF_BAND] : []),
      consumers.length > 0
        ? `${consumers.length} consumers must prove ${versionLabel(newVersion)}`
        : evidenceOfNone(context),
    ],
    {
      pins,
      kind: examination.kind,
      versions,
      consumers,
      waves: Math.max(1, ...consumers.map(consumer => consumer.wave)),
    },
  );
};

/**
 * In a rollback: finds what the store holds now, whether the new version or still the old one, and that the old one
 * is still accepted. A third value is somebody else's: that is drift.
 */
export const rollbackPreflight: Step = async context => {
  const { old } = oldAndNew(context);
  if (!old)
    return ask(
      context,
      'There is no old version to go back to. Recheck goes on looking.',
    );

  if (context.run.pins.drift?.choice === 'retry') return replace(context);
  const current = await knownCurrent(context);
  if (current === undefined)
    return askAboutDrift(context, { replaceable: true });
  const oldValue = await valueOf(context, old);
  if (!oldValue)
    return askToStay(
      context,
      current,
      'The old version cannot be read from the store any more',
    );
  const { answer } = await acceptance(context, oldValue);
  if (answer === 'unknown') {
    return waitUntil(
      context.now() + backoffMs(context.run.tries),
      'The target does not answer',
    );
  }
  if (answer === 'rejected') {
    return askToStay(context, current, 'The target refuses the old version');
  }
  const label = versionLabel(old.number);
  return done(
    [
      answer === 'untold'
        ? `Nobody can be asked whether ${label} is still accepted`
        : `The target still accepts ${label}`,
    ],
    {
      pins: { ...context.run.pins, restoreOver: current },
      consumers: context.consumers.map(consumer =>
        toldAnew(consumer, old.number),
      ),
    },
  );
};

/** There is no way back. Whoever asked for it may stay with what consumers read, unless that is the old version. */
async function askToStay(
  context: StepContext,
  current: StoreVersionId,
  why: string,
): Promise<StepResult> {
  if (await holdsOldValue(context, current)) {
    return ask(
      context,
      `${why}, and it is what consumers read. Mend it, then recheck.`,
    );
  }
  return ask(
    context,
    `${why}, so there is no way back to it. Adopt the version that is current, or mend the old one and recheck.`,
    {
      about: 'drift',
      patch: {
        pins: {
          ...context.run.pins,
          drift: { version: current, replaceable: false },
        },
      },
    },
  );
}

/** A consumer without a means of attestation is not success: its owner is asked. */
function whatCannotBeProven(
  examination: Examination,
): { question: string; owner?: string } | undefined {
  const [first] = examination.consumers.filter(consumer => !consumer.provable);
  if (!first) return undefined;
  return {
    owner: first.row.owner,
    question: `${
      first.row.title ?? first.row.name
    } has no means of attestation: ${
      first.row.entry
        ? `its consumer entry "${first.row.entry}" is not configured. Ask the platform team, then recheck.`
        : 'annotate it with keyturn.dev/consumer, then recheck.'
    }`,
  };
}

/** The ledger's versions, with the store's current one among them: made by us earlier, or taken over now. */
function versionsNow(
  context: StepContext,
  { seen, seenSince, accounts }: Examination,
): Pick<FoundCurrent, 'how' | 'versions'> {
  const { secret, versions } = context;
  if (seen === undefined) return { how: 'known', versions };
  const now = context.now();
  const createdAt = seenSince?.getTime() ?? now;
  const found = { id: seen, createdAt, account: accounts?.old };
  return foundCurrent(secret, versions, found, now);
}

function requiredConsumers(
  examination: Examination,
  wanted: number,
  versions: readonly VersionRow[],
  rules: WaveRules | undefined,
  now: number,
): ConsumerState[] {
  const waves = assignWaves(
    examination.consumers.map(consumer => consumer.row),
    rules,
  );
  const numbers = versionNumbers(versions);
  return examination.consumers.map(({ row, observation, isIll }) => {
    const wave = waves.get(row.entityRef) ?? 1;
    const fresh: ConsumerState = {
      ...unasked(identityOf(row), { wave, wanted }),
      illBefore: isIll,
    };
    return observation ? observed(fresh, observation, numbers, now) : fresh;
  });
}

/** Our numbers of the store's version ids. */
export function versionNumbers(
  versions: readonly VersionRow[],
): VersionNumbers {
  return new Map(
    versions.flatMap(version =>
      version.storeIds.map(id => [id, version.number] as const),
    ),
  );
}
