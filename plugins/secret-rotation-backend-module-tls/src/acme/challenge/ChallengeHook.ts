import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What an ACME server wants to find, so that it believes that a name is ours. @public */
export interface Challenge {
  /** The name, without the `*.` of a wildcard. */
  readonly name: string;
  /** The challenge's own name: the last part of the URL of http-01. Base64url. */
  readonly token: string;
  /** For http-01 the text at that URL, for dns-01 the text of the TXT record `_acme-challenge.<name>`. */
  readonly answer: string;
}

/** Puts the answers of challenges where the ACME server looks. Methods throw the errors of the contracts alone. @public */
export interface ChallengeHook {
  /** Which kind of challenge it answers. */
  readonly type: 'http-01' | 'dns-01';
  /** Puts an answer there. Done means that the ACME server finds it. A repeat is harmless. */
  present(challenge: Challenge, context: EffectContext): Promise<void>;
  /** Takes it away. What is not there is success. */
  remove(challenge: Challenge, context: EffectContext): Promise<void>;
}

/**
 * Builds the hook of one rotator entry from its key `challenge`. Opens no connection.
 * @param key - where `challenge` stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export type ChallengeHookFactory = (
  config: Config,
  key: string,
) => ChallengeHook;

/** Where further hooks register. @public */
export interface TlsExtensionPoint {
  /** Adds a hook under the name that app-config gives in `challenge.hook`. */
  addChallengeHook(name: string, factory: ChallengeHookFactory): void;
}

/** The extension point of the TLS module. @public */
export const tlsExtensionPoint = createExtensionPoint<TlsExtensionPoint>({
  id: 'secret-rotation.tls',
});
