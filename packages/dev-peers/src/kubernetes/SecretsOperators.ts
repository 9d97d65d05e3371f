import {
  base64Of,
  stateOf,
  syncOf,
  type ExternalSecret,
  type ReadPath,
} from './externalSecret';
import { referenceTo } from './Pods';
import type { StandInObject } from './shapes';
import type { StandInState } from './StandInState';

/** The parts of a VaultStaticSecret that its operator acts on. */
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
      if (each.status?.syncedResourceVersion === stateOf(each)) continue;
      const { data, status } = syncOf(each, this.read);
      if (data)
        this.#write(each, each.spec.target?.name ?? each.metadata.name, data);
      this.#state.update(each, copy => {
        copy.status = status;
      });
    }
  }

  /** Vault Secrets Operator: what comes round with its interval. */
  refreshVaultStaticSecrets(): void {
    for (const each of this.#state.list<VaultStaticSecret>(
      'VaultStaticSecret',
    )) {
      const data = this.read(each.spec.path);
      if (typeof data !== 'string')
        this.#write(each, each.spec.destination.name, base64Of(data));
    }
  }

  #write(
    owner: StandInObject,
    name: string,
    data: Record<string, string>,
  ): void {
    const { namespace } = owner.metadata;
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
