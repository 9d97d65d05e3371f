import type {
  SecretStore,
  SecretValue,
  StorePath,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** One moment in a store's talk with its server. @public */
export interface InterceptPoint {
  /** The request: 1 is the first one that the store sends. */
  readonly request: number;
  /** `before` the server takes the request, or `after` it carried it out, while the answer is under way. */
  readonly moment: 'before' | 'after';
}

/** The store over a connection that is held up at one moment. @public */
export interface InterceptedStore {
  /** The store, over that connection. */
  readonly store: SecretStore;
  /** Whether the store came to that moment. */
  wasReached(): boolean;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** A real or wire-true secrets manager behind the store, and the hand of somebody else in it. @public */
export interface SecretStoreWorld {
  /** The store that is held to the contract. */
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
  /**
   * Holds the connection up at one moment while `act` runs. Then it goes on, or breaks for good: as if the worker had
   * died there.
   */
  intercept(
    point: InterceptPoint,
    act: () => Promise<'go on' | 'break'>,
  ): Promise<InterceptedStore>;
  /** Ends everything that the world started. */
  close?(): Promise<void>;
}
