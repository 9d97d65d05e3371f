import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  WorkloadProblem,
  type WorkloadProblemKind,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z, ZodError } from 'zod';

const KINDS: Readonly<Record<number, WorkloadProblemKind>> = {
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
 * @param permission - that the request needs
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
    return new WorkloadProblem('malformed', permission);
  // Google's token endpoint has a shape of its own; its refusal must not pass for one of Cloud Run.
  if (grantFailure.safeParse(thrown).success)
    return new PermissionDeniedError(
      'Google does not accept the credential of the entry, or no longer',
      'Renew the credential; if it is valid, set the clock of the portal',
    );
  const { data } = failure.safeParse(thrown);
  const kind = (data && KINDS[data.response.status]) ?? 'silent';
  return new WorkloadProblem(kind, permission);
}
