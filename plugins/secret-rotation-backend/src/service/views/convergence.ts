import type { Convergence } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConvergenceSummary } from '../../workflow/convergence';

/** How fast the consumers of a secret followed its rotations; nothing where none was measured. */
export function convergenceView(
  summary: ConvergenceSummary | undefined,
): Convergence | undefined {
  return (
    summary && {
      p50Seconds: summary.p50Ms / 1000,
      p95Seconds: summary.p95Ms / 1000,
      rotations: summary.rotations,
    }
  );
}
