/** One secret that a store holds, without its value. @public */
export interface InventoryItem {
  /** As `spec.rotation.path` would name it. */
  readonly path: string;
  /** When it was created. */
  readonly createdAt?: Date;
  /** When its current version was made; absent when the store does not tell. */
  readonly changedAt?: Date;
  /** Tags, labels or custom metadata, as the store calls them. None of Keyturn's own. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Some of what a store holds. @public */
export interface InventoryPage {
  /** In no particular order, each path at most once in a walk. */
  readonly items: readonly InventoryItem[];
  /** Leads to the next page; absent on the last. */
  readonly nextCursor?: string;
}

/** Which page of a store's inventory. @public */
export interface InventoryRequest {
  /** What the paths begin with; empty for all. */
  readonly prefix: string;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}
