import { accountName } from '@keyturn/backstage-plugin-secret-rotation-node';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { backoffMs } from '../../workflow/due';
import { ownMeans } from '../means';
import { oldAndNew, planOf, valueOf } from '../sides';
import { ask, done, waitUntil, type Step } from '../StepContext';
import { askIfDrifted } from './drift';
import { stage, staged } from './stage';

/**
 * Makes the target accept the new value besides the old one, and proves both by a fresh login. The overlap runs from
 * its end. A staged value that is gone is made anew: nobody uses it yet. A target that issues its values does so here.
 */
export const activate: Step = async context => {
  // Begun anew the run stands on another version, and a store may tie what is staged to the one beside it.
  const isAnew = context.steps.some(
    ({ direction, step }) => direction === 'forward' && step === 'promote',
  );
  if (isAnew || !(await staged(context))) await stage(context);
  const { options, rules } = context;
  const { rotator } = ownMeans(context);
  const value = rules.activatable({
    durable: await staged(context),
    generated: context.memory.generated,
  });
  if (!value) throw new Error('The staged value does not read back');
  const plan = planOf(context);
  await context.write('rotator.activate', effect =>
    rotator.activate(
      {
        options,
        accounts: {
          old:
            plan.oldAccount === undefined
              ? undefined
              : accountName(plan.oldAccount),
          new: accountName(plan.newAccount),
        },
        value,
      },
      effect,
    ),
  );
  const evidence: string[] = [];
  const sides = oldAndNew(context);
  if (rotator.probing === 'none') {
    return done(
      ['Nobody can be asked whether it is accepted: consumers show it'],
      { overlapFrom: context.now() },
    );
  }
  const checks = [{ side: sides.new, value }];
  // A repair starts because the old value is refused, and a single slot has just refused it: only the new one is proven.
  const oldValue =
    sides.old && context.run.kind === 'rotate' && rotator.overlap === 'dual'
      ? await valueOf(context, sides.old)
      : undefined;
  if (sides.old && oldValue) checks.push({ side: sides.old, value: oldValue });
  for (const check of checks) {
    const label = versionLabel(check.side.number);
    const probes = await context.read('rotator.probe', effect =>
      rotator.probe({ options, value: check.value }, effect),
    );
    const rejected = probes.filter(probe => probe.answer === 'rejected');
    if (rejected.length > 0) {
      const drift = await askIfDrifted(context);
      if (drift) return drift;
    }
    if (rejected.length > 0 && context.run.tries >= 3) {
      const where = rejected.map(probe => probe.endpoint).join(', ');
      const advice =
        rotator.overlap === 'dual'
          ? 'Consumers still use the old version. Mend the target and recheck, or roll back.'
          : 'It may refuse the old one already. Mend the target, then recheck.';
      return ask(
        context,
        `The target refuses ${label} at ${where} after activate. ${advice}`,
      );
    }
    const answer = rules.answerOf(probes.map(probe => probe.answer));
    if (answer !== 'accepted') {
      return waitUntil(
        context.now() + backoffMs(context.run.tries),
        `${label} is not accepted at every endpoint yet`,
      );
    }
    evidence.push(
      `A fresh login with ${label} works at ${probes
        .map(p => p.endpoint)
        .join(', ')}`,
    );
  }
  return done(evidence, { overlapFrom: context.now() });
};
