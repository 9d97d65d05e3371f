import { createHash } from 'node:crypto';
import type { StandInObject } from './shapes';

/** What the secrets manager says when an operator reads a path. @public */
export type ReadPath = (
  path: string,
) => Record<string, string> | 'denied' | 'absent';

/** The parts of an ExternalSecret that its operator acts on. @internal */
export interface ExternalSecret extends StandInObject {
  spec: {
    target?: { name?: string };
    data?: Array<{
      secretKey: string;
      remoteRef: { key: string; property?: string };
    }>;
    dataFrom?: Array<{ extract?: { key: string } }>;
  };
  status?: { syncedResourceVersion?: string; conditions?: unknown };
}

/** What one sync comes to: what the Secret is to hold, absent when reading failed, and what the operator says. @internal */
export interface Sync {
  readonly data: Record<string, string> | undefined;
  readonly status: NonNullable<ExternalSecret['status']>;
}

/** Which state of an ExternalSecret a sync is of: a changed spec, label or annotation is synced at once. Pure. @internal */
export function stateOf({ metadata }: ExternalSecret): string {
  const { generation, labels, annotations } = metadata;
  return `${generation}-${hashOf({ labels, annotations })}`;
}

/** What External Secrets Operator makes of an ExternalSecret. Pure but for the reading. @internal */
export function syncOf(each: ExternalSecret, read: ReadPath): Sync {
  const data: Record<string, string> = {};
  let trouble: string | undefined;
  const take = (key: string): Record<string, string> => {
    const found = read(key);
    if (typeof found !== 'string') return found;
    trouble ??=
      found === 'denied'
        ? 'could not get secret data from provider: Code: 403. Errors: permission denied'
        : 'could not get secret data from provider: Secret does not exist';
    return {};
  };
  for (const { extract } of each.spec.dataFrom ?? [])
    if (extract) Object.assign(data, take(extract.key));
  for (const { secretKey, remoteRef } of each.spec.data ?? [])
    data[secretKey] = take(remoteRef.key)[remoteRef.property ?? 'value'];
  const isSynced = trouble === undefined;
  return {
    data: isSynced ? base64Of(data) : undefined,
    status: {
      // A failed sync is tried again, so it is not on record as synced.
      syncedResourceVersion: isSynced ? stateOf(each) : undefined,
      conditions: [
        isSynced
          ? { type: 'Ready', status: 'True', reason: 'SecretSynced' }
          : {
              type: 'Ready',
              status: 'False',
              reason: 'SecretSyncedError',
              message: trouble,
            },
      ],
    },
  };
}

/** Text as a Secret holds it. Pure. @internal */
export function base64Of(
  plain: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(plain).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  );
}

function hashOf(what: object): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
