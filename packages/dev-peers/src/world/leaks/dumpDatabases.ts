import { createWriteStream, type WriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { finished } from 'node:stream/promises';
import { Client, escapeIdentifier } from 'pg';

/**
 * Writes every row of every table of a PostgreSQL database as text, so that no compression and no page border of the
 * server's own files hides a value. The comments of all roles come along.
 * @public
 */
export async function dumpPostgres(
  connectionString: string,
  file: string,
): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  const out = createWriteStream(file, { mode: 0o600 });
  try {
    const tables = await client.query<{ name: string; schema: string }>(
      `SELECT n.nspname AS schema, c.relname AS name
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`,
    );
    for (const { schema, name } of tables.rows) {
      const rows = await client.query<{ text: string }>(
        `SELECT to_jsonb(t)::text AS text FROM ${escapeIdentifier(
          schema,
        )}.${escapeIdentifier(name)} t`,
      );
      writeTable(
        out,
        `${schema}.${name}`,
        rows.rows.map(row => row.text),
      );
    }
    const comments = await client.query<{ description: string }>(
      'SELECT description FROM pg_shdescription',
    );
    writeTable(
      out,
      'comments',
      comments.rows.map(row => row.description),
    );
  } finally {
    await client.end();
    out.end();
    await finished(out);
  }
}

/**
 * Writes every row of every SQLite file of a folder as text.
 * @public
 */
export async function dumpSqlite(folder: string, file: string): Promise<void> {
  const out = createWriteStream(file, { mode: 0o600 });
  const databases = (await readdir(folder)).filter(name =>
    name.endsWith('.sqlite'),
  );
  for (const name of databases) {
    const database = new DatabaseSync(join(folder, name), { readOnly: true });
    try {
      const tables = database
        .prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`)
        .all();
      for (const table of tables) {
        const rows = database
          .prepare(`SELECT * FROM ${escapeIdentifier(String(table.name))}`)
          .all();
        const texts = rows.map(row => JSON.stringify(row));
        writeTable(out, `${name}.${table.name}`, texts);
      }
    } finally {
      database.close();
    }
  }
  out.end();
  await finished(out);
}

function writeTable(
  out: WriteStream,
  name: string,
  rows: readonly string[],
): void {
  out.write(`# ${name}: ${rows.length} rows\n`);
  for (const row of rows) {
    out.write(`${row}\n`);
  }
}
