import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import {
  instanceId,
  type InstanceObservation,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { LambdaApi } from '../client/LambdaApi';
import { LambdaProblem, type LambdaProblemKind } from '../client/LambdaProblem';
import { markedWith, markOf } from '../mark';
import { qualifierOf } from '../rollout/capacity';
import { isSplit, LATEST } from '../rollout/tellFunction';
import type { LambdaConsumerSettings } from '../settings';
import { lastModified, versionInUse } from './freshness';
import { payloadFor, readAnswer } from './probe';

interface Asked {
  readonly path: string;
  readonly known: ReadonlySet<StoreVersionId>;
  readonly now: Date;
  readonly settings: LambdaConsumerSettings;
}

const FINDINGS: Record<LambdaProblemKind, InstanceObservation['finding']> = {
  forbidden: 'permission-denied',
  malformed: 'bad-format',
  refused: 'bad-format',
  absent: 'unreachable',
  conflict: 'unreachable',
  silent: 'unreachable',
};

/** Looks at one function, as its callers reach it. @internal */
export async function observeFunction(
  api: LambdaApi,
  name: string,
  asked: Asked,
): Promise<InstanceObservation> {
  const { alias = LATEST } = asked.settings;
  const id = instanceId(`${name}:${alias}`);
  try {
    return { id, ...(await look(api, name, asked)) };
  } catch (error) {
    if (!(error instanceof LambdaProblem)) throw error;
    return {
      id,
      health: 'unknown',
      strength: 'none',
      finding: FINDINGS[error.kind],
    };
  }
}

async function look(
  api: LambdaApi,
  name: string,
  { path, known, now, settings }: Asked,
): Promise<Omit<InstanceObservation, 'id'>> {
  const { probe, mark, alias } = settings;
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
