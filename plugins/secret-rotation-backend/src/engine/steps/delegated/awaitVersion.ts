import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../../ledger/rows';
import { oldAndNew, planOf } from '../../sides';
import {
  done,
  type Step,
  type StepContext,
  type StepResult,
} from '../../StepContext';
import { acceptance } from '../acceptance';
import { adopt, askAboutDrift } from '../drift';
import { accountOf, readPresent } from '../drift/present';
import { nowCurrent, supersededBy } from '../succession';
import { waitOrAsk } from '../waitOrAsk';

/** Waits until somebody else has made another version current and the target accepts it at every endpoint. */
export function awaitVersion(maker: string): Step {
  return context => awaited(context, maker);
}

async function awaited(
  context: StepContext,
  maker: string,
): Promise<StepResult> {
  const { run } = context;
  if (run.pins.drift?.choice === 'adopt') return adopt(context);
  const plan = planOf(context);
  const label = versionLabel(plan.newVersion);
  const present = await readPresent(context);
  if (!present || present.id === plan.seen) {
    return waitOrAsk(
      context,
      `${maker} was asked to rotate and has not made ${label} yet`,
      'Find out why. Keyturn goes on looking by itself.',
    );
  }
  const account = accountOf(context, present.value);
  if (account === undefined) {
    return askAboutDrift(context, {
      replaceable: false,
      why: 'Its login is none of those in spec.rotation.options',
    });
  }
  const { answer, endpoints } = await acceptance(context, present.value);
  if (answer !== 'accepted' && answer !== 'untold') {
    return waitOrAsk(
      context,
      `${label} is current in the store and not accepted at every endpoint`,
      'Consumers that load it now are refused there. Mend the target or have it rotated again, then recheck.',
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
      `${maker} made ${label} current`,
      answer === 'untold'
        ? `Nobody can be asked whether ${label} is accepted: consumers show it`
        : `A fresh login with ${label} works at ${endpoints}`,
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
}

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
