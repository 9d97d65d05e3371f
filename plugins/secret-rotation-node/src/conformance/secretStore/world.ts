import type {
  SecretStore,
  SecretValue,
  StagePlace,
  StorePath,
  StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { InterceptPoint } from '../cases/moments';

/**
 * What a server that is asked may say instead of an answer: it cannot answer now (sealed, in maintenance), it asks to
 * slow down, the credential may not do this.
 * @public
 */
export type StoreRefusal = 'unavailable' | 'throttled' | 'forbidden';

/** The store over a connection that is held up at one moment. @public */
export interface InterceptedStore {
  /** The store, over that connection. */
  readonly store: SecretStore;
  /** Whether the store came to that moment. */
  wasReached(): boolean;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** What a manager holds in one version, past the store: named fields of any JSON type, one text, or bytes. @public */
export type StoredContent =
  | { readonly fields: Readonly<Record<string, unknown>> }
  | { readonly text: string }
  | { readonly bytes: Uint8Array };

/**
 * A real or wire-true secrets manager behind the store, and the hand of somebody else in it. What is optional some
 * managers cannot do: the cases that need it are then skipped, by an exemption that says why.
 * @public
 */
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
   * Holds the connection up at one moment while `act` runs. Then it goes on; or breaks for good, as if the worker had
   * died there; or the server refuses this request and all that follow.
   */
  intercept(
    point: InterceptPoint,
    act: () => Promise<'go on' | 'break' | StoreRefusal>,
  ): Promise<InterceptedStore>;
  /** Takes the manager itself out of service (sealed, stopped), with what it keeps. */
  takeDown?(): Promise<{ bringBack(): Promise<void> }>;
  /** Somebody else destroys a version. */
  destroyAsForeigner?(path: string, version: StoreVersionId): Promise<void>;
  /** Lets a version that is not current fall out of what the manager keeps, as newer ones come. */
  prune?(path: string, version: StoreVersionId): Promise<void>;
  /** Somebody else removes the path with all that is in it. */
  removeAsForeigner?(path: string): Promise<void>;
  /** Somebody else removes what a run has staged. */
  removeStagedAsForeigner?(place: StagePlace): Promise<void>;
  /** Makes a text current as a person does, past the store. */
  seedText?(path: string, text: string): Promise<StoreVersionId>;
  /** Makes bytes that are no text current as a person does, past the store. */
  seedBytes?(path: string, bytes: Uint8Array): Promise<StoreVersionId>;
  /** Makes named fields of any JSON type current as a person does, past the store. */
  seedFields?(
    path: string,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<StoreVersionId>;
  /** What a consumer of the path reads, past the store. */
  readAsConsumer(path: string): Promise<StoredContent | undefined>;
  /** The contents of all versions that can be read at a path and where its runs stage, past the store. */
  readEverything?(path: string): Promise<readonly StoredContent[]>;
  /** The size in bytes of the largest content that the store takes. */
  readonly largestContent: number;
  /** Ends everything that the world started, and removes everything that it wrote. */
  close?(): Promise<void>;
}
