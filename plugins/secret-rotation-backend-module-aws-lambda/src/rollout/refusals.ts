import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  WorkloadProblem,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LambdaConsumerSettings } from '../settings';
import type { Told } from './renew';

const WAITS: Record<Exclude<Told, 'told'>, string> = {
  'under-way': 'are on their way to the version',
  held: 'are being changed by somebody else',
  unreleased:
    'have unpublished changes, which a new version would release: publish them, or take them back',
};

/**
 * Does nothing where every function was told; throws what keeps the first from it, what a person must do before all else.
 * @throws the errors of the contract
 * @internal
 */
export function throwUnlessTold(
  outcomes: ReadonlyArray<Told | WorkloadProblem>,
  { entityRef }: ConsumerEntity,
  { key }: Pick<LambdaConsumerSettings, 'key'>,
): void {
  const problems = outcomes.filter(each => each instanceof WorkloadProblem);
  const denied = problems.find(each => each.kind === 'forbidden');
  if (denied)
    throw new PermissionDeniedError(
      `The credential of ${key} lacks ${denied.permission} on a function of ${entityRef}`,
      `Allow ${denied.permission}; policy/ of this module has the whole policy`,
    );
  if (problems.some(each => each.kind === 'absent'))
    throw new MisconfiguredError(
      `A function of ${entityRef} or its alias does not exist`,
      `Compare the names with Lambda, and ${key}.region and ${key}.alias`,
    );
  if (problems.length > 0)
    throw new UnavailableError(
      `${problems.length} of ${outcomes.length} functions of ${entityRef} could not be told`,
    );
  for (const wait of ['unreleased', 'held', 'under-way'] as const) {
    const count = outcomes.filter(each => each === wait).length;
    if (count > 0)
      throw new UnavailableError(
        `${count} functions of ${entityRef} ${WAITS[wait]}`,
      );
  }
}
