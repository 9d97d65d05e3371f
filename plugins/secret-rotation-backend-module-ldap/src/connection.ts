import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { Client } from 'ldapts';
import type { LdapRotatorSettings } from './settings';

/** One bind at one server. */
export interface ConnectionTarget {
  readonly url: string;
  /** Holds `dn` and `password`. */
  readonly value: SecretValue;
}

/** How long a directory may take, in milliseconds. @internal */
export interface Patience {
  /** Until it takes a connection. */
  readonly connectMs: number;
  /** Until one question is answered. */
  readonly answerMs: number;
}

/** @internal */
export const DEFAULT_PATIENCE: Patience = {
  connectMs: 5_000,
  answerMs: 10_000,
};

/** Opens a fresh connection, binds, uses it and ends it. What is still asked when the signal aborts is given up. */
export async function withConnection<T>(
  { url, value }: ConnectionTarget,
  { tls, startTls }: Pick<LdapRotatorSettings, 'tls' | 'startTls'>,
  signal: AbortSignal,
  patience: Patience,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const client = new Client({
    url,
    connectTimeout: patience.connectMs,
    timeout: patience.answerMs,
    // With options for TLS the driver would use it on any address.
    ...(url.startsWith('ldaps:') && { tlsOptions: tls }),
  });
  const act = async () => {
    if (startTls && url.startsWith('ldap:')) await client.startTLS({ ...tls });
    await client.bind(value.reveal('dn'), value.reveal('password'));
    return use(client);
  };
  let over: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    over = () => reject(new Error('The time is over'));
    signal.addEventListener('abort', over, { once: true });
  });
  try {
    return await Promise.race([act(), stopped]);
  } finally {
    signal.removeEventListener('abort', over);
    // The connection may be gone already, which is what is asked for.
    await client.unbind().catch(() => undefined);
  }
}
