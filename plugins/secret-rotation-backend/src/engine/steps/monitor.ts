import { mayRollBack, mayTurnBack } from '../../workflow/position';
import { judgeSoak } from '../../workflow/soak';
import { aboutVanished, type ConsumerState } from '../../workflow/consumer';
import { diagnosesOf } from '../../workflow/diagnosis';
import { stayingAndGoing } from '../sides';
import { ask, done, waitUntil, type Step } from '../StepContext';
import { markVanished } from './catalogConsumers';
import { observeAll, tellAll } from './consumers';
import { evidenceOfNone } from './noConsumers';
import { tellWave } from './reload';
import { whatWorks } from './whatWorks';

/**
 * Watches the health of a wave for the soak time. A consumer that stays ill is told again, a bounded number of times;
 * then the policy turns the run back or its owner is asked.
 */
export const monitor: Step = async context => {
  const { run, policy, patience } = context;
  const { wave, failure } = await tellWave(context);
  if (failure) return failure;
  const seen = await observeAll(context, wave);
  // Nobody can look at the health of a consumer for which only a person speaks.
  const isWatched = (consumer: ConsumerState) =>
    !context.reach(consumer)?.adapter.confirmation;
  const verdict = judgeSoak(
    seen.filter(isWatched),
    {
      soakMs: policy.soakMs,
      ...patience,
      patientUntil: context.startedAt + policy.verifyDeadlineMs + policy.soakMs,
    },
    context.now(),
  );
  switch (verdict.kind) {
    case 'held':
      return done(
        seen.length > 0
          ? seen.map(
              consumer =>
                `${consumer.title ?? consumer.entityRef}: ${
                  isWatched(consumer)
                    ? healthNote(consumer)
                    : 'its health is not watched'
                }`,
            )
          : [evidenceOfNone(context)],
        { consumers: seen },
      );
    case 'wait':
      return waitUntil(verdict.until, verdict.cause, [], { consumers: seen });
    case 'repair': {
      const ill = seen.filter(consumer =>
        verdict.consumers.includes(consumer.entityRef),
      );
      const { told } = await tellAll(
        context,
        ill,
        stayingAndGoing(context).stays,
      );
      const repaired = seen.map(consumer =>
        verdict.consumers.includes(consumer.entityRef)
          ? {
              ...consumer,
              toldAt: told.some(t => t.entityRef === consumer.entityRef)
                ? context.now()
                : consumer.toldAt,
              illSince: context.now(),
              repairs: consumer.repairs + 1,
            }
          : consumer,
      );
      return waitUntil(
        context.now() + patience.pollMs,
        'An ill consumer was told again',
        [],
        {
          consumers: repaired,
        },
      );
    }
    case 'give-up': {
      const ill = seen.filter(consumer =>
        verdict.consumers.includes(consumer.entityRef),
      );
      const names = ill.map(c => c.title ?? c.entityRef).join(', ');
      const judgement =
        verdict.because === 'ill'
          ? `${names} stays ill after ${patience.maxRepairs} repairs`
          : `${names} comes and goes, and was never well for the whole soak time`;
      const words = `${judgement}. ${diagnosesOf(ill)}`;
      if (policy.onUnhealthy === 'rollback' && mayTurnBack(run)) {
        return {
          outcome: { kind: 'turn-back', reason: words },
          evidence: [words],
          patch: { consumers: seen },
        };
      }
      const absent = await markVanished(context, ill);
      return ask(
        context,
        `${words} ${whatWorks(context)}. Mend it and recheck${
          mayRollBack(run) ? ', or roll back' : ''
        }.`,
        {
          owner: ill[0]?.owner,
          patch: { consumers: [...seen, ...absent] },
          ...aboutVanished(absent),
        },
      );
    }
    default:
      return unreachable(verdict);
  }
};

function healthNote({ illBefore, instances }: ConsumerState): string {
  return illBefore
    ? 'was ill before the run'
    : `${instances.length} of ${instances.length} instances healthy`;
}

function unreachable(value: never): never {
  throw new Error(`Unknown verdict ${JSON.stringify(value)}`);
}
