import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { RunningPostgres } from '@keyturn/dev-peers';
import { Client, escapeLiteral } from 'pg';
import type { Peers } from '../replicas/world/startPeers';
import { exampleStatements } from './ownCredentials';

/** Where the store holds the administrator that is current. */
export const ADMIN_PATH = 'payments/postgres-admin';
const FIRST = 'keyturn_a';
/** Whoever rotates the pair. */
const KEEPER = 'keyturn_keeper';

/** Runs the example's statements. The pair's first login goes into the store, the keeper into a file. */
export async function preparePair(
  { postgres, store }: Peers,
  keeperFile: string,
): Promise<void> {
  const [first, keeper] = [random(), random()];
  await asSuperuser(
    postgres,
    exampleStatements({ first_password: first, keeper_password: keeper }),
  );
  await store.admin.write(store.mount, ADMIN_PATH, {
    username: FIRST,
    password: first,
  });
  writeKeeper(keeperFile, keeper);
}

/** Gives the keeper another password: at the server, then in the file. */
export async function changeKeeper(
  { postgres }: Peers,
  keeperFile: string,
): Promise<void> {
  const password = random();
  await asSuperuser(
    postgres,
    `ALTER ROLE ${KEEPER} PASSWORD ${escapeLiteral(password)}`,
  );
  writeKeeper(keeperFile, password);
}

/** As a whole or not at all: the portal may read it at any time. */
function writeKeeper(file: string, password: string): void {
  const login = JSON.stringify({ username: KEEPER, password });
  writeFileSync(`${file}.new`, login, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

async function asSuperuser(
  postgres: RunningPostgres,
  statements: string,
): Promise<void> {
  const client = new Client({
    connectionString: postgres.connectionString('postgres'),
  });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}

function random(): string {
  return randomBytes(18).toString('base64url');
}
