import type { Session } from '../connection';
import type { Dialect } from './Dialect';
import { mariadb } from './mariadb';
import { mysql } from './mysql';

/** Which server answers. */
export interface ServerFacts {
  readonly dialect: Dialect;
  /** Whether its release is new enough. */
  readonly isSupported: boolean;
  readonly isReadOnly: boolean;
}

/** Asks the server what it is. */
export async function readServerFacts(session: Session): Promise<ServerFacts> {
  const [{ version, readOnly }] = await session.rows<{
    version: string;
    readOnly: number;
  }>('SELECT VERSION() AS version, @@GLOBAL.read_only AS readOnly');
  const dialect = /mariadb/i.test(version) ? mariadb : mysql;
  return {
    dialect,
    isSupported: isAtLeast(version, dialect.oldest),
    isReadOnly: readOnly !== 0,
  };
}

function isAtLeast(version: string, oldest: Dialect['oldest']): boolean {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  const at = oldest.findIndex((number, index) => parts[index] !== number);
  return parts.length === oldest.length && (at < 0 || parts[at] > oldest[at]);
}
