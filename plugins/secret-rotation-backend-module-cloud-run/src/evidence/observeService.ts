import type {
  InstanceObservation,
  WorkloadQuestion,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CloudRunApi } from '../client/CloudRunApi';
import {
  readyCondition,
  type Condition,
  type Revision,
  type Service,
} from '../client/resources';
import { servingRevisions } from '../rollout/traffic';
import { secretUse, usesSecret, versionOf, type SecretUse } from '../secretUse';
import type { CloudRunConsumerSettings } from '../settings';
import { isDrained, servingSince } from './draining';

type Evidence = Pick<InstanceObservation, 'version' | 'strength' | 'finding'>;

/** Why a revision could not be started, where the reason is none of the container. */
const NO_RIGHTS = new Set([
  'SECRETS_ACCESS_CHECK_FAILED',
  'CONTAINER_PERMISSION_DENIED',
  'ENCRYPTION_KEY_PERMISSION_DENIED',
]);

/**
 * Looks at one service, as its callers reach it.
 * @throws WorkloadProblem and the errors of the contract
 * @internal
 */
export async function observeService(
  api: CloudRunApi,
  name: string,
  { path, known, now }: WorkloadQuestion,
  { references }: Pick<CloudRunConsumerSettings, 'references'>,
): Promise<Omit<InstanceObservation, 'id'>> {
  const use = secretUse(path, references);
  const service = await api.service(name);
  const names = servingRevisions(service);
  const [created, ...serving] = await Promise.all(
    [service.latestCreatedRevision, ...names].map(each =>
      api.revision(name, each),
    ),
  );
  const seen = { service, created, serving };
  return {
    health: healthOf(seen),
    revision: names.join(', '),
    since: servingSince(service, serving),
    ...versionInUse(seen, use, { known, now }),
  };
}

interface Seen {
  readonly service: Service;
  readonly created: Revision;
  readonly serving: readonly Revision[];
}

/**
 * What the revisions that are served show of the version that their instances read. Cloud Run shows what instances start
 * with, and no instance: that is a claim, never a proof. Instances of the revision before end what they are at.
 */
function versionInUse(
  { service, created, serving }: Seen,
  use: SecretUse,
  { known, now }: Pick<WorkloadQuestion, 'known' | 'now'>,
): Evidence {
  if (serving.some(each => !usesSecret(each, use)))
    return { strength: 'none', finding: 'wrong-path' };
  const ready = readyCondition(created);
  if (ready.state === 'CONDITION_FAILED')
    return { strength: 'none', finding: whyNotStarted(ready) };
  const versions = new Set(serving.map(each => versionOf(each, use)));
  const [text, ...others] = versions;
  const version = [...known].find(each => each === text);
  const isSettled =
    !service.reconciling &&
    others.length === 0 &&
    isDrained(service, serving, now);
  return version !== undefined && isSettled
    ? { version, strength: 'claimed' }
    : { strength: 'none', finding: 'not-reloaded' };
}

function whyNotStarted({ reason = '' }: Condition): Evidence['finding'] {
  return NO_RIGHTS.has(reason) ? 'permission-denied' : 'crash-loop';
}

/** A revision on its way is not ill: the one before serves on. */
function healthOf({ service, created, serving }: Seen) {
  const states = [service.terminalCondition, readyCondition(created)]
    .concat(serving.map(readyCondition))
    .map(each => each?.state);
  if (states.includes('CONDITION_FAILED') || serving.length === 0) return 'ill';
  return service.reconciling ? 'unknown' : 'healthy';
}
