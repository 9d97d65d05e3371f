import { createHash } from 'node:crypto';
import { isSha2VerifierOf, sha2Verifier } from './cachingSha2';
import { nativeVerifier } from './nativePassword';

/**
 * By what a server knows a password: the name of a plugin and what that keeps. Passwords never go into SQL, so that no
 * log of a server can hold one.
 */
export interface Verifier {
  readonly plugin: string;
  /** Each byte as one character. */
  readonly text: string;
}

interface Plugin {
  make(password: string, random: (bytes: number) => Buffer): string;
  matches(text: string, password: string): boolean;
}

const PLUGINS: Readonly<Record<string, Plugin>> = {
  mysql_native_password: {
    make: nativeVerifier,
    matches: (text, password) => nativeVerifier(password) === text,
  },
  caching_sha2_password: { make: sha2Verifier, matches: isSha2VerifierOf },
};

/** The plugins that Keyturn knows. */
export const KNOWN_PLUGINS: readonly string[] = Object.keys(PLUGINS);

/**
 * What a plugin keeps of a password.
 * @throws Error when the plugin is not one of {@link KNOWN_PLUGINS}
 */
export function verifierOf(
  plugin: string,
  password: string,
  random: (bytes: number) => Buffer,
): Verifier {
  const known = Object.hasOwn(PLUGINS, plugin) ? PLUGINS[plugin] : undefined;
  if (!known) throw new Error('The plugin keeps what Keyturn cannot make');
  return { plugin, text: known.make(password, random) };
}

/** Whether this is how a server knows that password. */
export function isVerifierOf(
  { plugin, text }: Verifier,
  password: string,
): boolean {
  return (
    Object.hasOwn(PLUGINS, plugin) && PLUGINS[plugin].matches(text, password)
  );
}

/** A short name of a verifier, from which nothing can be guessed. */
export function fingerprintOf({ plugin, text }: Verifier): string {
  return createHash('sha256').update(`${plugin} ${text}`).digest('hex');
}
