import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultConnection } from '../client/VaultConnection';

/** A token and what is known of its life. @internal */
export interface Lease {
  readonly token: string;
  /** How long it lives from now on, in ms; `undefined`: it does not end, or nobody may say. */
  readonly ttlMs?: number;
  /** Whether the server lets its life be prolonged. */
  readonly isRenewable: boolean;
}

/** One way to get a token. @internal */
export interface Login {
  /**
   * Whether doing it again can give another token. A token that an operator wrote down stays the same: it must be
   * kept alive also while nobody needs it, and when it ends nothing here brings it back.
   */
  readonly isRepeatable: boolean;
  /**
   * Gets a token.
   * @throws PermissionDeniedError when the server refuses
   * @throws MisconfiguredError when what it is done with cannot be read
   */
  login(): Promise<Lease>;
}

/**
 * Makes the login that an entry describes. What it logs in with lies in closures, so that nothing prints it.
 * @internal
 */
export type LoginFactory = (
  connection: VaultConnection,
  /** Logs in at once, by what is valid now: so a login out of a store proves which version it uses. */
  logInAnew: (context: EffectContext) => Promise<void>,
) => Login;
