import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z, ZodError } from 'zod';

/** Why Cloud Run did not do what it was asked, in the few kinds that make a difference. @internal */
export type RunProblemKind =
  /** The credential may not, or is refused as a whole. */
  | 'forbidden'
  /** There is no such service or revision. */
  | 'absent'
  /** Somebody else changed it since it was read. */
  | 'conflict'
  /** What came back is no answer of Cloud Run. */
  | 'malformed'
  /** Cloud Run will never do this as it was asked. */
  | 'refused'
  /** No answer, or one that says to come again. */
  | 'silent';

/** What Google answered in place of what was asked. Its own words are dropped: they may quote a service. @internal */
export class RunProblem extends Error {
  readonly kind: RunProblemKind;
  /** The permission that the request needs. */
  readonly permission: string;

  constructor(kind: RunProblemKind, permission: string) {
    super(`${permission}: ${kind}`);
    this.kind = kind;
    this.permission = permission;
  }
}

const KINDS: Readonly<Record<number, RunProblemKind>> = {
  400: 'refused',
  401: 'forbidden',
  403: 'forbidden',
  404: 'absent',
  409: 'conflict',
  412: 'conflict',
};

const failure = z.object({ response: z.object({ status: z.number() }) });
const grantFailure = z.object({
  response: z.object({ data: z.object({ error: z.string() }) }),
});

/**
 * Reads whatever a request threw.
 * @returns the errors of the contract as they are, all others as a problem
 * @internal
 */
export function runProblem(thrown: unknown, permission: string): Error {
  if (
    thrown instanceof MisconfiguredError ||
    thrown instanceof PermissionDeniedError ||
    thrown instanceof UnavailableError
  )
    return thrown;
  if (thrown instanceof ZodError)
    return new RunProblem('malformed', permission);
  // Google's token endpoint has a shape of its own; its refusal must not pass for one of Cloud Run.
  if (grantFailure.safeParse(thrown).success)
    return new PermissionDeniedError(
      'Google does not accept the credential of the entry, or no longer',
      'Renew the credential; if it is valid, set the clock of the portal',
    );
  const { data } = failure.safeParse(thrown);
  const kind = (data && KINDS[data.response.status]) ?? 'silent';
  return new RunProblem(kind, permission);
}
