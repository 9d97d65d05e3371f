import type { InstanceObservation } from '../contracts/ConsumerAdapter';
import {
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '../errors';
import { ApiProblem, type ApiProblemKind } from './ApiProblem';

/** The gravest first: what a run is told when several places fail. */
const GRAVITY = [
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
];

const FINDINGS: Record<ApiProblemKind, InstanceObservation['finding']> = {
  denied: 'permission-denied',
  absent: 'wrong-path',
  moved: 'wrong-path',
  limited: 'unreachable',
  malformed: 'bad-format',
  refused: 'unreachable',
  silent: 'unreachable',
};

/** What was to be written, for people. @public */
export interface WrittenPlace {
  /** `GitHub`. */
  readonly provider: string;
  /** `acme/checkout DB_PASSWORD`. */
  readonly name: string;
  /** What an operator does when the credential may not write there. */
  readonly grant: string;
}

/** What is found of an instance whose provider had a problem. Pure. @public */
export function findingOfProblem({
  kind,
}: ApiProblem): InstanceObservation['finding'] {
  return FINDINGS[kind];
}

/**
 * What went wrong at a place, in one line of our own. Pure.
 * @throws whatever is neither a provider's problem nor one of an adapter's errors
 * @public
 */
export function reasonOf(error: unknown, place: WrittenPlace): Error {
  if (error instanceof ApiProblem) return reasonOfProblem(error, place);
  const isReason = GRAVITY.some(kind => error instanceof kind);
  if (isReason && error instanceof Error) return error;
  throw error;
}

/** The gravest of several reasons; `undefined` of none. Pure. @public */
export function gravestOf(reasons: readonly Error[]): Error | undefined {
  const gravity = (reason: Error) =>
    GRAVITY.findIndex(kind => reason instanceof kind);
  return [...reasons].sort((a, b) => gravity(a) - gravity(b))[0];
}

function reasonOfProblem(
  { kind, retryAfterMs }: ApiProblem,
  { provider, name, grant }: WrittenPlace,
): Error {
  switch (kind) {
    case 'denied':
      return new PermissionDeniedError(
        `The credential may not write ${name}`,
        grant,
      );
    case 'absent':
    case 'moved':
      return new MisconfiguredError(
        `The place of ${name} is not there, or the credential may not see it`,
        'Look whether it exists under this name, and whether the credential may see it',
      );
    case 'limited':
      return new UnavailableError(
        `${provider} takes no more requests for now`,
        { retryAfterMs },
      );
    case 'refused':
      return new UnavailableError(`${provider} refused to write ${name}`);
    default:
      return new UnavailableError(
        `${provider} gave no usable answer for ${name}`,
        { retryAfterMs },
      );
  }
}
