import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { CredentialSession } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  aboutVanished,
  hasAttested,
  isContradicted,
  unreleased,
  type ConsumerState,
} from '../../workflow/consumer';
import { diagnosisOf } from '../../workflow/diagnosis';
import { explainOldUse, withOldUse, type OldUse } from '../../workflow/oldUse';
import { mayRollBack } from '../../workflow/position';
import { heldSince, missingGates } from '../../workflow/gates';
import { labelsNeeded } from '../../workflow/workerLabels';
import { everyoneGoing, stayingAndGoing, valueOf } from '../sides';
import {
  ask,
  done,
  waitUntil,
  type Step,
  type StepContext,
} from '../StepContext';
import { askToConfirm } from './byHand';
import { withCatalog } from './catalogConsumers';
import { observeAll, tellAll } from './consumers';
import { askAboutDrift, isCurrent } from './drift';
import { measureConvergence } from './measureConvergence';
import { askWhoUses, evidenceOfNone } from './noConsumers';
import { overlapEnd } from './overlapEnd';
import { whatWorks } from './whatWorks';

/**
 * Holds until every required consumer attested the version that stays on every instance, nobody is left on the other
 * credential and the overlap has elapsed. The set of consumers is read again from the catalog first: it only grows.
 */
export const verify: Step = async context => {
  const { rotator, options, policy, patience, rules } = context;
  const { stays } = stayingAndGoing(context);
  const required = await withCatalog(context);
  if (!required) {
    return ask(
      context,
      'The secret’s entity is gone from the catalog, so nobody knows who uses it. Nothing is revoked. ' +
        'Put it back and recheck.',
      { owner: context.fallbackOwner },
    );
  }
  const needs = needsWith(context, unreleased(required));
  const released = required.filter(consumer => consumer.released);
  const observed = await observeAll(context, unreleased(required));
  const oldUse = await useOfOld(context, observed);
  const seen = await tellStragglers(
    context,
    oldUse ? withOldUse(observed, oldUse) : observed,
  );

  const value = await valueOf(context, stays);
  const probes =
    value && rotator.probing !== 'none'
      ? await context.read('rotator.probe', effect =>
          rotator.probe({ options, value }, effect),
        )
      : [];
  if (!(await isCurrent(context, value))) {
    const drift = await askAboutDrift(context, { replaceable: false });
    const consumers = [...seen, ...released];
    return { ...drift, patch: { ...drift.patch, consumers, needs } };
  }
  const now = context.now();
  const overlapEnds = overlapEnd(context, seen);
  const judged = rules.judgeGates({
    probes:
      rotator.probing === 'none'
        ? undefined
        : probes.map(probe => probe.answer),
    consumers: seen,
    isUnused: context.run.pins.unused !== undefined,
    oldUse,
    overlapEnds,
    now,
  });
  const gates = heldSince(judged, context.run.gates);
  const patch = { gates, consumers: [...seen, ...released], needs };
  if (rules.gatesHold(gates)) {
    return done(
      [
        seen.length > 0
          ? `${seen.length} of ${seen.length} consumers attested ${versionLabel(
              stays.number,
            )}`
          : evidenceOfNone(context),
        ...released.map(
          ({ title, entityRef }) =>
            `${title ?? entityRef} vanished from the catalog and was released`,
        ),
        ...gates.map(gate => gate.detail),
      ],
      { ...patch, convergenceMs: measureConvergence(context, seen) },
    );
  }
  if (seen.length === 0 && !context.run.pins.unused)
    return askWhoUses(context, patch);
  const deadline =
    Math.max(overlapEnds, context.startedAt) + policy.verifyDeadlineMs;
  const missing = seen.filter(consumer => !isDone(consumer));
  const question = askToConfirm(context, missing, patch);
  if (question) return question;
  const cause = missingGates(gates);
  const matter = aboutVanished(missing);
  if (now >= deadline) {
    return ask(
      context,
      `${
        rotator.overlap === 'dual'
          ? 'Before the other version is refused'
          : 'Before the rotation is over'
      }: ${[`${cause}.`, ...missing.map(diagnosisOf)].join(' ')} ` +
        `${whatWorks(context)}. Mend it and recheck` +
        `${mayRollBack(context.run) ? ', or roll back' : ''}.`,
      { owner: missing[0]?.owner, patch, ...matter },
    );
  }
  // Looks more rarely the longer it takes, and right when the overlap ends.
  const poll = Math.max(
    patience.pollMs,
    Math.min(30_000, (now - context.startedAt) / 10),
  );
  const onlyOverlap = gates.every(
    gate => gate.holds || gate.code === 'overlap-elapsed',
  );
  // When only time is missing nothing is asked meanwhile; everything is looked at again at its end.
  let until = now + poll;
  if (onlyOverlap) until = overlapEnds;
  else if (overlapEnds > now) until = Math.min(overlapEnds, until);
  return waitUntil(
    until,
    onlyOverlap
      ? 'The overlap must end before the old version is refused'
      : `Waiting: ${cause}`,
    [],
    patch,
    matter,
  );
};

/** The labels that a worker needs to reach everybody who must prove the version, also who joined since the start. */
function needsWith(
  context: StepContext,
  consumers: readonly ConsumerState[],
): string[] {
  const reached = consumers.flatMap(consumer => context.reach(consumer) ?? []);
  return labelsNeeded([{ workerLabels: context.run.needs }, ...reached]);
}

/** Sessions on what goes. `undefined`: the target cannot tell them from those on what stays. */
async function useOfOld(
  context: StepContext,
  consumers: readonly ConsumerState[],
): Promise<OldUse[] | undefined> {
  const { rotator, options } = context;
  const { stays } = stayingAndGoing(context);
  const going = everyoneGoing(context);
  if (going.length === 0) return [];
  const accounts = new Set(
    going.flatMap(({ account }) =>
      account === undefined || account === stays.account ? [] : [account],
    ),
  );
  if (accounts.size === 0 || rotator.usage !== 'per-credential')
    return undefined;
  const left: CredentialSession[] = [];
  for (const account of accounts) {
    const sessions = await context.read('rotator.sessions', effect =>
      rotator.sessions({ options, account }, effect),
    );
    left.push(...sessions);
  }
  return explainOldUse(left, consumers);
}

/**
 * A consumer that still does not use the version some time after it was told, or that says so while the target sees it
 * on the other one, is told again, a few times.
 */
async function tellStragglers(
  context: StepContext,
  consumers: ConsumerState[],
): Promise<ConsumerState[]> {
  const { graceMs, maxRepairs } = context.patience;
  const now = context.now();
  const late = consumers.filter(
    consumer =>
      !isDone(consumer) &&
      // Whoever only a person can speak for is not told: the person is asked.
      !context.reach(consumer)?.adapter.confirmation &&
      (consumer.toldAt === undefined ||
        (now - consumer.toldAt > graceMs && consumer.repairs < maxRepairs)),
  );
  if (late.length === 0) return consumers;
  const { told } = await tellAll(context, late, stayingAndGoing(context).stays);
  return consumers.map(consumer => {
    if (!told.some(each => each.entityRef === consumer.entityRef))
      return consumer;
    const repairs =
      consumer.toldAt === undefined ? consumer.repairs : consumer.repairs + 1;
    return { ...consumer, toldAt: now, repairs };
  });
}

/** Whether nothing is left for it to do. */
function isDone(consumer: ConsumerState): boolean {
  return hasAttested(consumer) && !isContradicted(consumer);
}
