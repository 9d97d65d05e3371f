import { MisconfiguredError } from '../errors';
import { AddressGuard } from './AddressGuard';

/**
 * Reads an origin: scheme, host and port alone.
 * @param key - where it stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readOrigin(
  text: string,
  key: string,
  plainHttp: boolean,
): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Only what is written exactly as an origin: no path, no user, no other spelling of a host.
  if (
    !url ||
    url.origin !== text ||
    !['https:', 'http:'].includes(url.protocol)
  ) {
    throw new MisconfiguredError(
      `${key} is not an origin`,
      'Write scheme, host and port alone, in small letters and without a slash at the end, for example https://api.example.com',
    );
  }
  requireTls(url, key, plainHttp);
  return text;
}

/**
 * Reads an address: an origin with a path, and maybe a query.
 * @param key - where it stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readRequestAddress(
  text: string,
  key: string,
  plainHttp: boolean,
): {
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  target: string;
} {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !['https:', 'http:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.hash !== ''
  ) {
    throw new MisconfiguredError(
      `${key} is not an address`,
      'Write it without user, password and fragment, for example https://login.example.com/.well-known/jwks.json',
    );
  }
  requireTls(url, key, plainHttp);
  return { origin: url.origin, target: `${url.pathname}${url.search}` };
}

/**
 * Reads the private networks that may be spoken to.
 * @param key - where they stand in app-config
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readAddressGuard(
  networks: readonly string[],
  key: string,
): AddressGuard {
  try {
    return new AddressGuard(networks);
  } catch {
    throw new MisconfiguredError(
      `${key} holds what is not a network`,
      'Write networks as address and bits, for example 10.1.0.0/16 or fd00::/8',
    );
  }
}

function requireTls(url: URL, key: string, plainHttp: boolean): void {
  if (url.protocol === 'http:' && !plainHttp) {
    throw new MisconfiguredError(
      `${key} would send credentials in clear text`,
      'Write https://, or set network.plainHttp: true for a trial',
    );
  }
}
