import type { PreflightCheck } from '../contracts/effect';
import { UnavailableError } from '../errors';
import type { EndpointOutcome } from './loginOutcomes';

/** What an outcome of the current value means for a rotation. @public */
export interface LoginFinding<Outcome extends string> {
  /** The outcome that stands in the way. */
  readonly when: Outcome;
  /** As in {@link PreflightCheck}. */
  readonly code: string;
  /** What is said when it is the outcome nowhere. */
  readonly is: string;
  /** What is said when it is the outcome somewhere; where follows. */
  readonly isNot: string;
  /** What to do about it. */
  readonly fix: string;
}

/**
 * What preflight says of how the current value was taken. Pure.
 * @throws UnavailableError when an endpoint does not say
 * @public
 */
export function checkOutcomes<Outcome extends string>(
  outcomes: readonly EndpointOutcome<Outcome>[],
  findings: readonly LoginFinding<Outcome>[],
): PreflightCheck[] {
  const where = (wanted: string) =>
    outcomes
      .filter(({ outcome }) => outcome === wanted)
      .map(({ endpoint }) => endpoint)
      .join(', ');
  const silent = where('unknown');
  if (silent) throw new UnavailableError(`No answer from ${silent}`);
  return findings.map(({ when, code, is, isNot, fix }) => {
    const places = where(when);
    return places
      ? { code, ok: false, message: `${isNot} at ${places}`, fix }
      : { code, ok: true, message: is };
  });
}
