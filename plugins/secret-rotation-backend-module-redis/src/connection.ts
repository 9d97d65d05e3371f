import type {
  Address,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createClient } from '@redis/client';
import type { Tls } from './settings';

/** One login at one address. */
export interface ConnectionTarget {
  readonly address: Address;
  readonly tls: Tls;
  readonly user: string;
  /** Holds the password in `passwordField`. */
  readonly value: SecretValue;
  readonly passwordField: string;
}

/** How long one connection may take, in milliseconds. @internal */
export interface Patience {
  /** Until a login is answered. */
  readonly connectMs: number;
  /** Until everything that is asked on it is answered. */
  readonly totalMs: number;
}

/** @internal */
export const DEFAULT_PATIENCE: Patience = {
  connectMs: 5_000,
  totalMs: 15_000,
};

/** Sends one command, as its words. */
export type Send = (words: readonly string[]) => Promise<unknown>;

/**
 * Opens a fresh connection (never a pooled one), logs in, uses it and ends it. When the signal aborts or patience ends,
 * the connection is cut, and whatever waits on it fails at once.
 */
export async function withConnection<T>(
  target: ConnectionTarget,
  signal: AbortSignal,
  patience: Patience,
  use: (send: Send) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { address, tls, user, value, passwordField } = target;
  const { host, port } = address;
  const socket = {
    host,
    port,
    connectTimeout: patience.connectMs,
    reconnectStrategy: false as const,
  };
  const client = createClient({
    socket: tls === false ? socket : { ...socket, tls: true, ...tls },
    // The older protocol logs in by AUTH, which every user may; nothing else is sent unasked.
    RESP: 2,
    username: user,
    password: value.reveal(passwordField),
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
  // A lost connection also fails the pending call, which reports it.
  client.on('error', () => undefined);
  const spent = (ms: number) => AbortSignal.timeout(ms);
  const connecting = AbortSignal.any([signal, spent(patience.connectMs)]);
  const using = AbortSignal.any([signal, spent(patience.totalMs)]);
  try {
    await before(connecting, client.connect());
    return await before(
      using,
      use(words => client.sendCommand([...words])),
    );
  } finally {
    if (client.isOpen) client.destroy();
  }
}

async function before<T>(signal: AbortSignal, act: Promise<T>): Promise<T> {
  let over: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    over = () => reject(new Error('The time is over'));
    signal.addEventListener('abort', over, { once: true });
  });
  try {
    return await Promise.race([act, stopped]);
  } finally {
    signal.removeEventListener('abort', over);
  }
}
