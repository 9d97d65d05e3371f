import { z } from 'zod';
import type { ConfigurationEntry, Policy } from './model';
import { readSection } from './readSection';
import { duration } from './shapes';

const MINUTE = 60_000;

const shape = z.strictObject({
  every: duration.refine(ms => ms > 0, 'must be longer than zero').optional(),
  overlap: duration.default(60 * MINUTE),
  soak: duration.default(5 * MINUTE),
  firstRotation: z.enum(['now', 'when-due']).default('when-due'),
  verifyDeadline: duration.default(120 * MINUTE),
  onUnhealthy: z.enum(['ask', 'rollback']).default('ask'),
});

/** Reads `secretRotation.policies`. @internal */
export function readPolicies(
  raw: unknown,
  entries: ConfigurationEntry[],
): Map<string, Policy> {
  return readSection({
    section: 'policies',
    raw,
    shape,
    known: Object.keys(shape.shape),
    entries,
    build: (name, value) => ({
      name,
      everyMs: value.every,
      overlapMs: value.overlap,
      soakMs: value.soak,
      firstRotation: value.firstRotation,
      verifyDeadlineMs: value.verifyDeadline,
      onUnhealthy: value.onUnhealthy,
    }),
  });
}
