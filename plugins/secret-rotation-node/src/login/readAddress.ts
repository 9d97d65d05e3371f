import { MisconfiguredError } from '../errors';

/** Where a server listens. @public */
export interface Address {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  /** A TCP port. */
  readonly port: number;
}

const SHAPE = /^(?:\[([^\]]+)\]|([^:\s/@]+))(?::(\d{1,5}))?$/;

/**
 * Reads `host:port`, `host` or `[::1]:port` of an operator's entry.
 * @param key - where it stands, for the message
 * @param defaultPort - where the text names none
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readAddress(
  text: string,
  key: string,
  defaultPort: number,
): Address {
  const [, bracketed, plain, digits] = SHAPE.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits ?? defaultPort);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new MisconfiguredError(
      `${key} is not of the form host:port`,
      `Write for example server.internal:${defaultPort}, or [::1]:${defaultPort}`,
    );
  }
  return { host, port };
}
