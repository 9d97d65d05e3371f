import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type {
  InstanceObservation,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ProbeEvidence } from './probe';

/** What is seen of a function's version in use. @internal */
export type Evidence = Pick<
  InstanceObservation,
  'version' | 'strength' | 'finding'
>;

/**
 * What a function's configuration shows of the version that its environments loaded, and what a probe adds. Lambda shows
 * which configuration environments start with, and a probe reaches one of them: that is a claim, never a proof.
 * Environments of the configuration before end what they are at, for as long as one invocation may take.
 * Pure.
 * @param marked - the known version that the configuration carries
 * @internal
 */
export function versionInUse(
  config: FunctionConfiguration,
  marked: StoreVersionId | undefined,
  seen: { now: Date; probe?: ProbeEvidence },
): Evidence {
  const { now, probe } = seen;
  if (probe && 'finding' in probe)
    return { strength: 'none', finding: probe.finding };
  const isComplete =
    config.LastUpdateStatus !== 'InProgress' &&
    config.LastUpdateStatus !== 'Failed';
  const since = lastModified(config);
  const isDrained =
    since !== undefined &&
    now.getTime() - since.getTime() >= (config.Timeout ?? 0) * 1000;
  if (marked === undefined || !isComplete || !isDrained)
    return { strength: 'none', finding: 'not-reloaded' };
  // A fresh environment that holds another version: it read something that is not fresh.
  if (probe && probe.version !== marked)
    return { version: probe.version, strength: 'none', finding: 'stale-cache' };
  return { version: marked, strength: 'claimed' };
}

/** When a configuration was written, by Lambda's clock. Pure. @internal */
export function lastModified({
  LastModified = '',
}: FunctionConfiguration): Date | undefined {
  const time = Date.parse(LastModified);
  return Number.isNaN(time) ? undefined : new Date(time);
}
