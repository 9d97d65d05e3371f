/** The fields of a secret's value. @internal */
export type Fields = Readonly<Record<string, string>>;

/** A version of a secret as its manager gives it. @internal */
export interface StoredValue {
  /** The manager's own id of the version. */
  readonly version: string;
  readonly fields: Fields;
}

/** Reads a service's secret as any service would: with the manager's own means, and without Keyturn. @internal */
export interface StoreReader {
  /**
   * Reads the current version.
   * @throws Error whose text is not to be shown
   */
  readValue(): Promise<StoredValue>;
}
