import type {
  SecretStore,
  StorePath,
  StoreVersionId,
} from '../../contracts/SecretStore';
import type { SecretValue } from '../../SecretValue';

/** Where a store's connection breaks. @public */
export interface StoreCut {
  /** The request that breaks: 1 is the first one that the store sends. */
  readonly request: number;
  /** `before` the server takes the request, or `after` it carried it out, in place of the answer. */
  readonly moment: 'before' | 'after';
}

/** The store over a connection that breaks once, for good: as if the worker had died there. @public */
export interface CutStore {
  readonly store: SecretStore;
  /** Whether the store came to the request that breaks. */
  wasCut(): boolean;
  close(): Promise<void>;
}

/** A real or wire-true secrets manager behind the store, and the hand of somebody else in it. @public */
export interface SecretStoreWorld {
  readonly store: SecretStore;
  /** The store where nothing listens. */
  readonly unreachable: SecretStore;
  /** The store where a server takes requests and never answers. */
  readonly silent: SecretStore;
  /** A path that nothing was ever written to. */
  place(): StorePath;
  /** Writes a value as a person does, past the store. */
  seed(path: string, value: SecretValue): Promise<StoreVersionId>;
  /** Somebody else makes a value current while a run is open. */
  writeAsForeigner(path: string, value: SecretValue): Promise<void>;
  /** Lets the connection break at one request. */
  cut(at: StoreCut): Promise<CutStore>;
  close?(): Promise<void>;
}
