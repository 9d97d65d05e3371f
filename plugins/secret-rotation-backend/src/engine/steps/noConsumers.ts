import { mayRollBack } from '../../workflow/position';
import { ask, type StepContext, type StepResult } from '../StepContext';

/** Zero consumers prove nothing: somebody must say that this is right, or name them in the catalog. */
export function askWhoUses(
  context: StepContext,
  patch: StepResult['patch'] = {},
): StepResult {
  return ask(
    context,
    'No catalog entity depends on this secret, so nothing could prove that the new version is in use. ' +
      `Add dependsOn to its consumers, then recheck${
        mayRollBack(context.run) ? ', roll back' : ''
      }, or say that nobody uses it.`,
    { about: 'no-consumers', patch },
  );
}

/** What stands as evidence where there is no consumer to give any. */
export function evidenceOfNone({ run }: Pick<StepContext, 'run'>): string {
  const { unused } = run.pins;
  return unused
    ? `No consumer: the word of ${unused.ref ?? unused.kind}`
    : 'No consumer';
}
