import { Socket } from 'node:net';
import {
  UnavailableError,
  type Address,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  createConnection,
  type Connection,
  type RowDataPacket,
} from 'mysql2/promise';
import type { Tls } from './settings';

/** One login at one address. */
export interface ConnectionTarget {
  readonly address: Address;
  readonly tls: Tls;
  /** Holds `username` and `password`. */
  readonly login: SecretValue;
  readonly database?: string;
}

/** How long a server may take, in milliseconds. @internal */
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

/** What is asked over one connection. */
export interface Session {
  /** A question; its values never become part of the text. */
  rows<T>(sql: string, values?: readonly (string | number)[]): Promise<T[]>;
  /** One statement, written with names that were quoted. */
  run(sql: string): Promise<void>;
}

/**
 * Opens a fresh connection (never a pooled one), uses it and ends it. When the signal aborts, the socket is cut, and
 * whatever waits on it fails at once.
 */
export async function withConnection<T>(
  { address, tls, login, database }: ConnectionTarget,
  signal: AbortSignal,
  { connectMs, statementMs }: Patience,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  if (signal.aborted) {
    throw new UnavailableError('Stopped before the server was asked');
  }
  const socket = new Socket();
  const cut = () => socket.destroy(new Error('Its time is over'));
  signal.addEventListener('abort', cut, { once: true });
  const late = setTimeout(cut, connectMs);
  let connection: Connection | undefined;
  try {
    connection = await createConnection({
      user: login.reveal('username'),
      password: login.reveal('password'),
      database,
      ssl: tls && { ...tls },
      stream: () => socket.connect(address),
      connectTimeout: connectMs,
      charset: 'utf8mb4',
      jsonStrings: true,
      connectAttributes: { program_name: 'keyturn' },
    });
    // A lost connection also fails the pending call, which reports it.
    connection.on('error', () => undefined);
    clearTimeout(late);
    return await use(sessionOf(connection, statementMs, cut));
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', cut);
    connection?.destroy();
    socket.destroy();
  }
}

function sessionOf(
  connection: Connection,
  statementMs: number,
  cut: () => void,
): Session {
  const inTime = async <R>(ask: () => Promise<R>): Promise<R> => {
    const late = setTimeout(cut, statementMs);
    try {
      return await ask();
    } finally {
      clearTimeout(late);
    }
  };
  return {
    rows: async <T>(sql: string, values: readonly (string | number)[] = []) => {
      // Not every question can be prepared; one without values needs not be.
      const [rows] = await inTime(() =>
        values.length === 0
          ? connection.query<RowDataPacket[]>(sql)
          : connection.execute<RowDataPacket[]>(sql, [...values]),
      );
      return rows as T[];
    },
    run: async sql => {
      await inTime(() => connection.query(sql));
    },
  };
}
