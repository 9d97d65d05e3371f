import { createHash } from 'node:crypto';
import { referenceTo } from './Pods';
import type { StandInObject } from './shapes';
import type { StandInState } from './StandInState';

/** What the secrets manager says when an operator reads a path. @public */
export type ReadPath = (
  path: string,
) => Record<string, string> | 'denied' | 'absent';

interface ExternalSecret extends StandInObject {
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

interface VaultStaticSecret extends StandInObject {
  spec: { path: string; destination: { name: string } };
}

/** Stands in for the operators that keep Secrets as a secrets manager has them. @internal */
export class SecretsOperators {
  /** What the secrets manager holds. */
  read: ReadPath = () => 'absent';
  readonly #state: StandInState;

  constructor(state: StandInState) {
    this.#state = state;
  }

  /** External Secrets Operator: a changed spec, label or annotation is synced at once. */
  syncExternalSecrets(): void {
    for (const each of this.#state.list<ExternalSecret>('ExternalSecret')) {
      const { generation, labels, annotations } = each.metadata;
      const seen = `${generation}-${hashOf({ labels, annotations })}`;
      if (each.status?.syncedResourceVersion !== seen) this.#sync(each, seen);
    }
  }

  /** Vault Secrets Operator: what comes round with its interval. */
  refreshVaultStaticSecrets(): void {
    for (const each of this.#state.list<VaultStaticSecret>(
      'VaultStaticSecret',
    )) {
      const data = this.read(each.spec.path);
      if (typeof data !== 'string')
        this.#write(each, each.spec.destination.name, data);
    }
  }

  #sync(each: ExternalSecret, seen: string): void {
    const data: Record<string, string> = {};
    let trouble: string | undefined;
    const take = (key: string): Record<string, string> => {
      const read = this.read(key);
      if (typeof read !== 'string') return read;
      trouble ??=
        read === 'denied'
          ? 'could not get secret data from provider: Code: 403. Errors: permission denied'
          : 'could not get secret data from provider: Secret does not exist';
      return {};
    };
    for (const { extract } of each.spec.dataFrom ?? [])
      if (extract) Object.assign(data, take(extract.key));
    for (const { secretKey, remoteRef } of each.spec.data ?? [])
      data[secretKey] = take(remoteRef.key)[remoteRef.property ?? 'value'];
    if (trouble === undefined)
      this.#write(each, each.spec.target?.name ?? each.metadata.name, data);
    this.#state.update(each, copy => {
      copy.status = {
        // A failed sync is tried again, so it is not on record as synced.
        syncedResourceVersion: trouble === undefined ? seen : undefined,
        conditions: [
          trouble === undefined
            ? { type: 'Ready', status: 'True', reason: 'SecretSynced' }
            : {
                type: 'Ready',
                status: 'False',
                reason: 'SecretSyncedError',
                message: trouble,
              },
        ],
      };
    });
  }

  #write(
    owner: StandInObject,
    name: string,
    plain: Record<string, string>,
  ): void {
    const { namespace } = owner.metadata;
    const data = Object.fromEntries(
      Object.entries(plain).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    );
    const stored = this.#state.get('Secret', namespace, name);
    if (!stored) {
      this.#state.create(
        'Secret',
        namespace,
        { metadata: { name, ownerReferences: [referenceTo(owner)] }, data },
        'external-secrets',
      );
      return;
    }
    this.#state.update(
      stored,
      copy => {
        copy.data = data;
      },
      'external-secrets',
    );
  }
}

function hashOf(what: object): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
