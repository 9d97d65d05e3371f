/** A database login as a secrets manager holds it. @internal */
export interface Login {
  /** The manager's own id of the version. */
  readonly version: string;
  readonly username: string;
  readonly password: string;
}

/** Reads a service's secret as any service would: with the manager's own means, and without Keyturn. @internal */
export interface StoreReader {
  /**
   * Reads the current version.
   * @throws Error whose text is not to be shown
   */
  readLogin(): Promise<Login>;
}

/** The login in a secret whose value is a JSON object. @internal */
export function loginFrom(version: string, json: string): Login {
  const { username, password } = JSON.parse(json);
  return { version, username, password };
}
