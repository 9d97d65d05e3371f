import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldOptions } from '../options';

const OF_A_WORLD = /^(postgres|better-sqlite3)(-[0-9a-f]{8})?$/;

/**
 * The folder of a world below the state of `npm start`. A ledger belongs to the store and the target that it was
 * written beside, so each database, and each server that somebody brings along, has a world of its own.
 */
export function worldFolder(
  state: string,
  database: WorldOptions['portalDatabase'],
  env: Readonly<Record<string, string | undefined>>,
): string {
  return join(state, `${database}${suffixOf(env)}`);
}

/** Whether the folder is that of a world on the server at `VAULT_ADDR`. */
export function isAtServer(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return suffixOf(env) !== '' && folder.endsWith(suffixOf(env));
}

function suffixOf({
  VAULT_ADDR: address,
}: Readonly<Record<string, string | undefined>>): string {
  return address
    ? `-${createHash('sha256').update(address).digest('hex').slice(0, 8)}`
    : '';
}

/** The folders of all worlds below the state of `npm start`. Other things may lie beside them. */
export function worldFolders(state: string): string[] {
  return existsSync(state)
    ? readdirSync(state)
        .filter(name => OF_A_WORLD.test(name))
        .map(name => join(state, name))
    : [];
}
