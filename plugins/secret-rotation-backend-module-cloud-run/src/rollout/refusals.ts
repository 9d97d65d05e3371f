import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  WorkloadProblem,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CloudRunConsumerSettings } from '../settings';
import type { Told } from './tellService';

type Where = Pick<CloudRunConsumerSettings, 'key'>;

/** What waits for a decision of the owner, and which. */
const DECISIONS: ReadonlyArray<[Told, string, string]> = [
  [
    'unused',
    'refers to no secret of this path',
    'Refer to the secret in the service, or correct references of the entry',
  ],
  [
    'pinned',
    'keeps its traffic on a named revision',
    'Send the traffic to the latest revision, deploy the version yourself, or let movePinned of the entry allow the move',
  ],
  [
    'split',
    'splits its traffic between revisions',
    'End the split, or deploy the version into each of its revisions',
  ],
  [
    'unreleased',
    'has a later deployment that does not serve, which a new revision would release',
    'Release what was deployed last, or deploy again what serves now',
  ],
  [
    'failed',
    'has a new revision that Cloud Run cannot start',
    "Look at the revision's conditions and logs, then deploy it once more",
  ],
];

const WAITS: ReadonlyArray<[Told, string]> = [
  ['busy', 'is being changed by somebody else'],
  ['under-way', 'is on its way to the version'],
];

/**
 * Does nothing where every service was told; throws what keeps the first from it, what a person must do before all else.
 * @throws the errors of the contract
 * @internal
 */
export function throwUnlessTold(
  outcomes: ReadonlyArray<Told | WorkloadProblem>,
  { entityRef }: ConsumerEntity,
  { key }: Where,
): void {
  const problems = outcomes.filter(each => each instanceof WorkloadProblem);
  throwRefusal(problems, entityRef, key);
  for (const [told, what, fix] of DECISIONS)
    if (outcomes.includes(told))
      throw new MisconfiguredError(`A service of ${entityRef} ${what}`, fix);
  if (problems.length > 0)
    throw new UnavailableError(
      `${problems.length} of ${outcomes.length} services of ${entityRef} could not be told`,
    );
  for (const [told, what] of WAITS)
    if (outcomes.includes(told))
      throw new UnavailableError(`A service of ${entityRef} ${what}`);
}

function throwRefusal(
  problems: readonly WorkloadProblem[],
  entityRef: string,
  key: string,
): void {
  const denied = problems.find(each => each.kind === 'forbidden');
  if (denied) {
    const { permission } = denied;
    const also =
      permission === 'run.services.update'
        ? ', or iam.serviceAccounts.actAs on the account that the service runs as'
        : '';
    throw new PermissionDeniedError(
      `The credential of ${key} lacks ${permission} on a service of ${entityRef}${also}`,
      'Bind the role of grants/ in this module on the service, and Service Account User on its account',
    );
  }
  if (problems.some(each => each.kind === 'absent'))
    throw new MisconfiguredError(
      `A service of ${entityRef} does not exist in Cloud Run`,
      `Compare its name with Cloud Run, and ${key}.project and ${key}.region`,
    );
  if (problems.some(each => each.kind === 'refused'))
    throw new MisconfiguredError(
      `Cloud Run refuses a new revision of a service of ${entityRef}`,
      'Deploy the service by hand: Cloud Run then says what it does not take',
    );
}
