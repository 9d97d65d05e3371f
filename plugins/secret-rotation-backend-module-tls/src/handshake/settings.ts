import {
  MisconfiguredError,
  parseAddressPattern,
  readAnswerTimeout,
  readInstanceAddresses,
  type AdapterSettings,
  type AddressPattern,
  type InstanceAddresses,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** One checked entry of `secretRotation.consumers` of kind `tls-handshake`. @internal */
export interface HandshakeSettings {
  readonly addresses: InstanceAddresses;
  /** By which name servers are asked, as the host of an address; absent: by that of the address itself. */
  readonly serverName?: AddressPattern;
  /** How long one handshake may take. */
  readonly timeoutMs: number;
  /** How servers come to a new certificate, for the plan. */
  readonly effect: string;
}

const entry = z.object({
  serverName: z
    .string()
    .regex(/^[^/:?#\s]+$/)
    .optional(),
  effect: z.string().min(1).max(200).default('loads it by itself'),
});

const FIXES: Record<string, string> = {
  serverName: 'Write a host pattern, for example {name}.example.com',
  effect:
    'Describe in at most 200 characters how servers come to a new certificate',
};

/**
 * Reads and checks one entry of kind `tls-handshake`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readHandshakeSettings({
  name,
  config,
}: AdapterSettings): HandshakeSettings {
  const key = `secretRotation.consumers.${name}`;
  const addresses = readInstanceAddresses(config.get(), key);
  if (addresses.patterns.some(({ text }) => !/^https:/i.test(text))) {
    throw new MisconfiguredError(
      `${key} names an address without TLS`,
      'Begin every address with https://, whatever is spoken inside of TLS, for example https://{name}.svc.internal:8443',
    );
  }
  const read = entry.safeParse(config.get());
  if (!read.success) {
    const wrong = String(read.error.issues[0]?.path[0] ?? '');
    throw new MisconfiguredError(
      `${key}.${wrong} is not usable`,
      FIXES[wrong] ?? `Write ${key} as an object`,
    );
  }
  const { serverName, effect } = read.data;
  return {
    addresses,
    serverName:
      serverName === undefined
        ? undefined
        : parseAddressPattern(`https://${serverName}`, `${key}.serverName`),
    timeoutMs: readAnswerTimeout(config, key),
    effect,
  };
}
