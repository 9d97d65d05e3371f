import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type {
  InstanceObservation,
  WorkloadQuestion,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LambdaApi } from '../client/LambdaApi';
import { markedWith, markOf } from '../mark';
import { qualifierOf } from '../rollout/capacity';
import { isSplit, LATEST } from '../rollout/tellFunction';
import type { LambdaConsumerSettings } from '../settings';
import { lastModified, versionInUse } from './freshness';
import { payloadFor, readAnswer } from './probe';

/**
 * Looks at one function, as its callers reach it.
 * @throws WorkloadProblem and the errors of the contract
 * @internal
 */
export async function observeFunction(
  api: LambdaApi,
  name: string,
  { path, known, now }: WorkloadQuestion,
  { probe, mark, alias }: LambdaConsumerSettings,
): Promise<Omit<InstanceObservation, 'id'>> {
  const [config, invocation, place] = await Promise.all([
    api.configuration(name, alias),
    probe && api.invoke(name, alias, payloadFor(probe, path)),
    alias === undefined ? undefined : lookAtAlias(api, name, alias),
  ]);
  const text = markedWith(config, markOf(mark, path));
  const marked = [...known].find(each => each === text);
  const answer = probe && invocation && readAnswer(invocation, probe, known);
  const evidence = versionInUse(config, marked, { now, probe: answer });
  return {
    health: healthOf(config, invocation?.failed ?? false, place?.capacity),
    // Published versions have numbers; the unpublished one has its revision alone.
    revision: config.Version === LATEST ? config.RevisionId : config.Version,
    since: lastModified(config),
    ...evidence,
    // Callers reach two versions in turn, and this was one of them.
    ...(place?.isSplit && { strength: 'none', finding: 'not-reloaded' }),
  };
}

async function lookAtAlias(api: LambdaApi, name: string, alias: string) {
  const [found, capacity] = await Promise.all([
    api.alias(name, alias),
    api.provisioned(name),
  ]);
  const own = capacity.find(
    each =>
      qualifierOf(each) === alias ||
      qualifierOf(each) === found.FunctionVersion,
  );
  return {
    isSplit: isSplit(found),
    capacity: own?.Status,
  };
}

/** Capacity on its way is not ill: calls are served by environments that start on demand. */
function healthOf(
  { State, LastUpdateStatus }: FunctionConfiguration,
  failed: boolean,
  capacity: string | undefined,
): InstanceObservation['health'] {
  const isIll =
    failed ||
    State === 'Failed' ||
    LastUpdateStatus === 'Failed' ||
    capacity === 'FAILED';
  if (isIll) return 'ill';
  return State === 'Pending' || capacity === 'IN_PROGRESS'
    ? 'unknown'
    : 'healthy';
}
