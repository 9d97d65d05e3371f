import type { StepContext } from '../StepContext';

/** Which versions the target accepts while a run stands still after its change, for the person who is asked. */
export function whatWorks({
  means,
  rotator,
}: Pick<StepContext, 'means' | 'rotator'>): string {
  if (rotator.overlap === 'single') return 'The old version is refused already';
  return means.by === 'manager'
    ? 'Both versions work until the secrets manager rotates again'
    : 'Both versions work';
}
