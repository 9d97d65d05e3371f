import type { Knex } from 'knex';
import { foundCurrent, type Found } from '../../engine/foundCurrent';
import { secretRows, versionRows, type DbRow } from '../columns';
import type { SecretRow } from '../rows';
import { appendAudit } from './appendAudit';

const OPEN = ['queued', 'running', 'waiting', 'blocked'];

/** A secret before its store was asked. */
export interface Look {
  readonly secret: SecretRow;
  /** The newest run of the secret then, if it had one. */
  readonly lastRun?: number;
  /** What the store calls current. */
  readonly found: Found;
  readonly now: number;
}

/**
 * Makes what the store calls current the ledger's current version, unless a run has begun or anything else has changed
 * since the store was asked: a run has its own way to deal with a version that it does not know.
 * @param schedule - the dates that follow from the secret's age
 * @returns whether anything was changed
 */
export async function takeOverCurrent(
  knex: Knex,
  { secret, lastRun, found, now }: Look,
  schedule: (secret: SecretRow) => Partial<SecretRow>,
): Promise<boolean> {
  return knex.transaction(async trx => {
    // Locked as a whole: the insert of a run refers to this row and waits, or it came first and is seen below.
    const row: DbRow | undefined = await trx('secrets')
      .where({ id: secret.id, binding: 'enrolled' })
      .first('*')
      .forUpdate();
    const present = row && secretRows.fromDb(row);
    if (!present || !isSame(present, secret)) return false;
    if (await hasMoved(trx, secret.id, lastRun)) return false;
    const known: DbRow[] = await trx('versions')
      .where({ secret_id: secret.id })
      .orderBy('number');
    const { how, current, versions } = foundCurrent(
      present,
      known.map(versionRows.fromDb),
      found,
      now,
    );
    if (how === 'known' && present.rotatedAt !== undefined) return false;
    await trx('versions')
      .insert(versions.map(versionRows.toDb))
      .onConflict(['secret_id', 'number'])
      .merge();
    const patch: Partial<SecretRow> = {
      currentVersion: current.number,
      lastVersion: Math.max(present.lastVersion, current.number),
      rotatedAt: found.createdAt,
    };
    await trx('secrets')
      .where({ id: secret.id })
      .update(
        secretRows.toDb({ ...patch, ...schedule({ ...present, ...patch }) }),
      );
    if (how !== 'known')
      await appendAudit(trx, [
        {
          at: now,
          action: `secret.${
            how === 'taken-over' ? how : 'changed-out-of-band'
          }`,
          actor: { kind: 'keyturn' },
          secretRef: present.entityRef,
          detail: {
            version: current.number,
            before: present.currentVersion,
            madeAt: new Date(found.createdAt).toISOString(),
          },
        },
      ]);
    return true;
  });
}

/** Whether what the store was asked for is still what the ledger keeps. */
function isSame(present: SecretRow, seen: SecretRow): boolean {
  return (
    present.store === seen.store &&
    present.path === seen.path &&
    present.enrolledHash === seen.enrolledHash &&
    present.currentVersion === seen.currentVersion &&
    present.lastVersion === seen.lastVersion
  );
}

/** Whether a run is open, or one came and went meanwhile. */
async function hasMoved(
  trx: Knex,
  secretId: number,
  lastRun: number | undefined,
): Promise<boolean> {
  const newest: DbRow | undefined = await trx('runs')
    .where({ secret_id: secretId })
    .orderBy('id', 'desc')
    .first('id', 'state');
  if (newest === undefined) return lastRun !== undefined;
  return Number(newest.id) !== lastRun || OPEN.includes(String(newest.state));
}
