import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { auditRows } from '../columns';
import type { AuditRow } from '../rows';

/** A record before it has a number. */
export type AuditEntry = Omit<AuditRow, 'id'>;

/** The digest of a record's content. Keys are sorted, so that the same content has one digest. */
export function auditHash(entry: AuditEntry): string {
  return createHash('sha256').update(canonical(entry)).digest('hex');
}

/**
 * Adds records to the trail. The trail is insert-only: nothing in this package updates its rows, and only housekeeping
 * deletes those that are older than the retention.
 */
export async function appendAudit(
  knex: Knex,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await knex('audit').insert(
    entries.map(entry => ({
      ...auditRows.toDb(entry),
      hash: auditHash(entry),
    })),
  );
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const parts = Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
