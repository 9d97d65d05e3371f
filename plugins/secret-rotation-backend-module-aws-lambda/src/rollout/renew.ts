import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import {
  MisconfiguredError,
  PermissionDeniedError,
  WorkloadProblem,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LambdaApi } from '../client/LambdaApi';
import { markedWith, withMark, type Mark } from '../mark';

/**
 * What came of telling a function. `under-way`: begun, to be asked again. `held`: somebody else is at work on it.
 * `unreleased`: its unpublished version is not what its alias runs.
 * @internal
 */
export type Told = 'told' | 'under-way' | 'held' | 'unreleased';

/**
 * Makes Lambda start new environments for the unpublished version, by an update that carries the version. The same version
 * is never written twice, except after an update that failed. Written by compare-and-set on what was looked at.
 * @throws WorkloadProblem and the errors of the contract
 * @internal
 */
export async function renew(
  api: LambdaApi,
  name: string,
  latest: FunctionConfiguration,
  { mark, version }: { mark: Mark; version: string },
): Promise<Told> {
  const isMarked = markedWith(latest, mark) === version;
  if (latest.LastUpdateStatus === 'InProgress' || latest.State === 'Pending')
    return isMarked ? 'told' : 'held';
  if (isMarked && latest.LastUpdateStatus !== 'Failed') return 'told';
  if (latest.Environment?.Error)
    // What cannot be read would be lost: an update replaces all variables.
    throw new PermissionDeniedError(
      `The variables of the function ${name} cannot be read, so that none can be added`,
      'Allow kms:Decrypt on the key of the function, or carry the version in the description',
    );
  try {
    await api.updateConfiguration({
      FunctionName: name,
      RevisionId: latest.RevisionId,
      ...withMark(latest, mark, version),
    });
  } catch (error) {
    if (error instanceof WorkloadProblem && error.kind === 'refused')
      throw new MisconfiguredError(
        `The function ${name} has no room for the version in its configuration`,
        'Lambda takes 4 KB of variables and 256 signs of description: make room, or change mark of the entry',
      );
    throw error;
  }
  return 'told';
}
