import {
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
  type OwnCredentials,
  type SecretReader,
  type SecretReference,
  type SecretValue,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CredentialUse } from '../ledger/rows';

/** What lies at a reference now. */
export interface PresentCredential {
  readonly version: StoreVersionId;
  readonly value: SecretValue;
}

/** An adapter of this process that logs in with a secret of a store. */
export interface LocalUse extends CredentialUse {
  /** Tries the adapter's own login with what is current now. */
  logIn(context: EffectContext): Promise<void>;
}

const STORES = 'stores.';

/**
 * The credentials by which adapters of this portal log in themselves, as far as they lie in its own stores. Nothing is
 * kept: every login reads what is current then.
 */
export class PortalCredentials {
  readonly #uses: LocalUse[] = [];
  #stores: ReadonlyMap<string, { readonly adapter: SecretReader }> = new Map();

  /** The adapters that use one. */
  get uses(): readonly LocalUse[] {
    return this.#uses;
  }

  /** What other processes may know of the uses here. */
  get declared(): CredentialUse[] {
    return this.#uses.map(({ entry, store, path }) => ({ entry, store, path }));
  }

  /** Lets credentials be read from these stores. They are built by the same configuration as what logs in by them. */
  connect(stores: ReadonlyMap<string, { readonly adapter: SecretReader }>) {
    this.#stores = stores;
  }

  /** What an adapter is given, by its entry, for example `rotators.payments-postgres`. */
  of(entry: string): OwnCredentials {
    return {
      use: ({ store, path }, logIn) => {
        this.#refuseCircle(entry, store);
        this.#uses.push({ entry, store, path, logIn });
        return {
          read: async context =>
            (await this.read({ store, path }, context)).value,
        };
      },
    };
  }

  /** A store whose login lies in itself, or in a store that is opened by it, could never be opened. */
  #refuseCircle(entry: string, store: string): void {
    const seen = new Set<string>();
    for (let next: string | undefined = store; next && !seen.has(next); ) {
      const opened: string = `${STORES}${next}`;
      if (opened === entry) {
        throw new MisconfiguredError(
          `secretRotation.${entry} reads its own login from itself${
            next === store ? '' : `, by way of store "${store}"`
          }`,
          'Name a store that is opened by something else, for example a file or a role of the machine',
        );
      }
      seen.add(next);
      next = this.#uses.find(use => use.entry === opened)?.store;
    }
  }

  /**
   * Reads what is current now.
   * @throws MisconfiguredError when there is no such store
   * @throws UnavailableError when nothing is readable there
   */
  async read(
    { store, path }: SecretReference,
    context: EffectContext,
  ): Promise<PresentCredential> {
    const adapter = this.#stores.get(store)?.adapter;
    if (!adapter) {
      throw new MisconfiguredError(
        `A credential of the portal's own lies in store "${store}", which is not configured`,
        `Mend secretRotation.stores.${store}, or name another store in the entry that logs in`,
      );
    }
    const { current: version } = await adapter.describe({ path }, context);
    const value =
      version && (await adapter.readVersion({ path, version }, context));
    if (version === undefined || value === undefined) {
      throw new UnavailableError(
        `Store "${store}" holds no credential of the portal's own where its configuration says so`,
      );
    }
    return { version, value };
  }
}
