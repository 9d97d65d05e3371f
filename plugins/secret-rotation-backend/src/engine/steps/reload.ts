import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { backoffMs } from '../../workflow/due';
import { stayingAndGoing } from '../sides';
import { ask, done, waitUntil, type Step } from '../StepContext';
import { tellAll } from './consumers';

/** Tells every consumer of the wave at least once. Keyed by version, so that a repeat restarts nobody again. */
export const reload: Step = async context => {
  const { stays } = stayingAndGoing(context);
  const wave = context.consumers.filter(
    consumer => consumer.wave === context.run.wave,
  );
  const { told, failed } = await tellAll(
    context,
    wave.filter(consumer => consumer.toldAt === undefined),
    stays,
  );
  const patch = { consumers: told };
  const [first] = failed;
  if (!first) {
    return done(
      [
        `${wave
          .map(c => c.title ?? c.entityRef)
          .join(', ')} told to use ${versionLabel(stays.number)}`,
      ],
      patch,
    );
  }
  const names = failed
    .map(consumer => consumer.title ?? consumer.entityRef)
    .join(', ');
  if (context.now() - context.startedAt > context.policy.verifyDeadlineMs) {
    return ask(
      context,
      `${names} cannot be told to use ${versionLabel(
        stays.number,
      )}. Both versions work. ` +
        'Make it reachable and recheck, or roll back.',
      { owner: first.owner, patch },
    );
  }
  return waitUntil(
    context.now() + backoffMs(context.run.tries),
    `${names} could not be told yet`,
    [],
    patch,
  );
};
