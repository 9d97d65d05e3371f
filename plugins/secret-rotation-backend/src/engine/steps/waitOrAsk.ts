import { backoffMs } from '../../workflow/due';
import {
  ask,
  waitUntil,
  type StepContext,
  type StepResult,
} from '../StepContext';

/**
 * Tries again, ever more rarely, and asks a person when that has gone on for as long as the policy is patient: no run
 * waits for ever without saying whose turn it is. It goes on looking meanwhile: what mends itself needs no answer.
 */
export function waitOrAsk(
  context: StepContext,
  cause: string,
  choices: string,
): StepResult {
  const until = context.now() + backoffMs(context.run.tries);
  const waited = context.now() - context.startedAt;
  return waited > context.policy.verifyDeadlineMs
    ? ask(context, `${cause}. ${choices}`, { lookAgainAt: until })
    : waitUntil(until, cause);
}
