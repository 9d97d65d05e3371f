import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { backoffMs } from '../../workflow/due';
import { stayingAndGoing } from '../sides';
import {
  aboutVanished,
  unreleased,
  type ConsumerState,
} from '../../workflow/consumer';
import { adviceFor } from '../../workflow/diagnosis';
import { mayRollBack } from '../../workflow/position';
import {
  ask,
  done,
  waitUntil,
  type Step,
  type StepContext,
  type StepResult,
} from '../StepContext';
import { markVanished } from './catalogConsumers';
import { tellAll } from './consumers';
import { evidenceOfNone } from './noConsumers';
import { whatWorks } from './whatWorks';

/** Tells every consumer of the wave at least once. Keyed by version, so that a repeat restarts nobody again. */
export const reload: Step = async context => {
  const { wave, failure } = await tellWave(context);
  if (failure) return failure;
  const { stays } = stayingAndGoing(context);
  const told = wave.map(
    consumer =>
      `${consumer.title ?? consumer.entityRef} told to use ${versionLabel(
        stays.number,
      )}`,
  );
  return done(told.length > 0 ? told : [evidenceOfNone(context)], {
    consumers: wave,
  });
};

/**
 * Tells whoever of the present wave was not told yet, or is to be told anew after a recheck.
 * @returns the wave, and what to do while one of it cannot be told
 */
export async function tellWave(
  context: StepContext,
): Promise<{ wave: ConsumerState[]; failure?: StepResult }> {
  const { stays } = stayingAndGoing(context);
  const before = unreleased(context.consumers).filter(
    consumer => consumer.wave === context.run.wave,
  );
  const { told, failed } = await tellAll(
    context,
    before.filter(consumer => consumer.toldAt === undefined),
    stays,
  );
  const wave = before.map(
    consumer => told.find(t => t.entityRef === consumer.entityRef) ?? consumer,
  );
  if (failed.length === 0) return { wave };
  const untold = await markVanished(context, failed);
  const matter = aboutVanished(untold);
  const patch = { consumers: [...told, ...untold] };
  const names = failed
    .map(consumer => consumer.title ?? consumer.entityRef)
    .join(', ');
  if (context.now() - context.startedAt > context.policy.verifyDeadlineMs) {
    const { todo } = adviceFor('unreachable');
    const label = versionLabel(stays.number);
    const failure = ask(
      context,
      `${names} cannot be told to use ${label}. ${whatWorks(
        context,
      )}. ${todo}, then recheck${
        mayRollBack(context.run) ? ', or roll back' : ''
      }.`,
      { owner: untold[0]?.owner, patch, ...matter },
    );
    return { wave, failure };
  }
  const failure = waitUntil(
    context.now() + backoffMs(context.run.tries),
    `${names} could not be told yet`,
    [],
    patch,
    matter,
  );
  return { wave, failure };
}
