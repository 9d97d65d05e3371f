import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../../ledger/rows';
import { oldAndNew, planOf } from '../../sides';
import {
  done,
  type Step,
  type StepContext,
  type StepResult,
} from '../../StepContext';
import { adopt, askAboutDrift } from '../drift';
import { accountOf, readPresent } from '../drift/present';
import { nowCurrent, supersededBy } from '../succession';
import { waitOrAsk } from '../waitOrAsk';

/** Waits until the manager has made another version current and the target accepts it at every endpoint. */
export const awaitVersion: Step = async context => {
  const { run } = context;
  if (run.pins.drift?.choice === 'adopt') return adopt(context);
  const plan = planOf(context);
  const label = versionLabel(plan.newVersion);
  const present = await readPresent(context);
  if (!present || present.id === plan.seen) {
    return waitOrAsk(
      context,
      `The secrets manager was asked to rotate and has not made ${label} yet`,
      'Look at its own log of rotations and mend it. Keyturn goes on looking by itself.',
    );
  }
  const account = accountOf(context, present.value);
  if (account === undefined) {
    return askAboutDrift(context, {
      replaceable: false,
      why: 'Its login is none of those in spec.rotation.options',
    });
  }
  const probes = await context.read('rotator.probe', effect =>
    context.rotator.probe(
      { options: context.options, value: present.value },
      effect,
    ),
  );
  const answer = context.rules.answerOf(probes.map(probe => probe.answer));
  if (answer !== 'accepted') {
    return waitOrAsk(
      context,
      `${label} is current in the secrets manager and not accepted at every endpoint`,
      'Consumers that load it now are refused there. Mend the target or have the manager rotate again, then recheck.',
    );
  }
  const { new: fresh } = oldAndNew(context);
  const versions: VersionRow[] = supersededBy(context, plan.newVersion);
  if (fresh.row) {
    versions.push({
      ...nowCurrent(fresh.row, context.now()),
      account,
      storeIds: [present.id],
      createdAt: present.createdAt,
    });
  }
  return done(
    [
      `The secrets manager made ${label} current`,
      `A fresh login with ${label} works at ${probes
        .map(probe => probe.endpoint)
        .join(', ')}`,
      ...(await whatBecameOfFormer(context)),
    ],
    {
      pins: {
        ...run.pins,
        promoted: present.id,
        plan: { ...plan, newAccount: account },
      },
      versions,
      secret: { currentVersion: plan.newVersion },
    },
  );
};

/** What the target says to the value that was current before, while this process still holds it. */
async function whatBecameOfFormer(
  context: StepContext,
): Promise<StepResult['evidence']> {
  const value = context.memory.former;
  const { old } = oldAndNew(context);
  if (!value || !old) return [];
  const probes = await context.read('rotator.probe', effect =>
    context.rotator.probe({ options: context.options, value }, effect),
  );
  const label = versionLabel(old.number);
  const endpoints = probes.map(probe => probe.endpoint).join(', ');
  const answers = probes.map(probe => probe.answer);
  if (context.rules.isRefused(answers)) {
    return [`${label} is refused at ${endpoints}`];
  }
  return context.rules.answerOf(answers) === 'accepted'
    ? [`${label} is still accepted at ${endpoints}`]
    : [];
}
