import type { SecretValue } from '../SecretValue';
import type { EffectContext } from './effect';
import type { StorePath } from './SecretStore';

/** A secret of one of the operator's stores. @public */
export interface SecretReference extends StorePath {
  /** The name of the store's entry in app-config. */
  readonly store: string;
}

/** A credential by which an adapter itself logs in, and which lies in one of the operator's stores. @public */
export interface OwnCredential {
  /**
   * What is current now. It is read anew each time and kept nowhere, so that a rotation of it needs no restart.
   * @throws MisconfiguredError when there is no such store
   * @throws UnavailableError when it cannot be read now
   */
  read(context: EffectContext): Promise<SecretValue>;
}

/** Gives an adapter the credentials that its entry names. @public */
export interface OwnCredentials {
  /**
   * Says that the adapter logs in with a secret of a store. The portal is then a consumer of that secret, of kind
   * `self`, and proves which version it uses.
   * @param logIn - tries the adapter's own login, with what is current now; throws the errors of `errors.ts`
   */
  use(
    reference: SecretReference,
    logIn: (context: EffectContext) => Promise<void>,
  ): OwnCredential;
}
