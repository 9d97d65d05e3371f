import type { ConsumerState } from '../../workflow/consumer';
import { convergenceOf } from '../../workflow/convergence';
import { oldAndNew, planOf } from '../sides';
import type { StepContext } from '../StepContext';

/**
 * How long the consumers took to follow, in ms. Only of a version that this run made current itself: nobody knows when
 * they were to follow one that it adopted, and a rollback leads them back.
 */
export function measureConvergence(
  context: Pick<StepContext, 'run' | 'versions'>,
  required: readonly ConsumerState[],
): number | undefined {
  const { made, newVersion } = planOf(context);
  const isAdopted = made !== undefined && made !== newVersion;
  if (context.run.direction === 'rollback' || isAdopted) return undefined;
  return convergenceOf(oldAndNew(context).new.row?.currentAt, required);
}
