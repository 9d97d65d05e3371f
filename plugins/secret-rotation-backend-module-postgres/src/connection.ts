import { Socket } from 'node:net';
import {
  UnavailableError,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Client } from 'pg';
import type { Address, Tls } from './settings';

/** One login at one address. */
export interface ConnectionTarget {
  readonly address: Address;
  readonly tls: Tls;
  readonly user: string;
  /** Holds the password in `passwordField`. */
  readonly value: SecretValue;
  readonly passwordField: string;
  readonly database: string;
}

/** How long PostgreSQL may take, in milliseconds. @internal */
export interface Patience {
  /** Until a login is answered. */
  readonly connectMs: number;
  /** Until one statement is answered. */
  readonly statementMs: number;
}

/** @internal */
export const DEFAULT_PATIENCE: Patience = {
  connectMs: 5_000,
  statementMs: 10_000,
};

const GOODBYE_MS = 500;

/**
 * Opens a fresh connection (never a pooled one), uses it and ends it. When the signal aborts, the socket is cut, and
 * whatever waits on it fails at once.
 */
export async function withConnection<T>(
  target: ConnectionTarget,
  signal: AbortSignal,
  patience: Patience,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  if (signal.aborted) {
    throw new UnavailableError('Stopped before PostgreSQL was asked');
  }
  const socket = new Socket();
  const client = new Client({
    ...target.address,
    user: target.user,
    password: target.value.reveal(target.passwordField),
    database: target.database,
    // Everything is given here: nothing may come from the portal's PG* environment.
    ssl: target.tls,
    options: '',
    application_name: 'keyturn',
    connectionTimeoutMillis: patience.connectMs,
    query_timeout: patience.statementMs,
    stream: () => socket,
  });
  // A lost connection also fails the pending call, which reports it.
  client.on('error', () => undefined);
  const cut = () => socket.destroy();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    return await use(client);
  } finally {
    signal.removeEventListener('abort', cut);
    await sayGoodbye(client, socket);
  }
}

/** A peer that went silent never confirms the end; it gets a moment, then the socket is cut. */
async function sayGoodbye(client: Client, socket: Socket): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), GOODBYE_MS);
  try {
    await client.end();
  } catch {
    // The connection is gone already, which is what was asked for.
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
