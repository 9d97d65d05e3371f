import type { Knex } from 'knex';
import { secretRows } from '../columns';
import { createRun, type Created, type NewRun } from './createRun';

/** What dispatch looked at is not so any more. Undoes the insert and goes no further. */
class NoLongerDueError extends Error {}

/**
 * Creates a run for the schedule if the secret is still due as dispatch saw it. A tick may be stopped between looking
 * and creating; when it goes on, another tick's run may have begun and ended.
 * @returns `undefined`, having changed nothing, when the secret has changed meanwhile
 */
export async function createDueRun(
  knex: Knex,
  wish: NewRun,
): Promise<Created | undefined> {
  const { id, dueAt, dispatchAt } = wish.secret;
  try {
    return await createRun(knex, wish, async trx => {
      // Looked at after the insert: no other run can be open by now, and the end of an earlier one is visible.
      const same = await trx('secrets')
        .where(secretRows.toDb({ id, binding: 'enrolled', dueAt, dispatchAt }))
        .first('id');
      if (!same) throw new NoLongerDueError();
    });
  } catch (error) {
    if (error instanceof NoLongerDueError) return undefined;
    throw error;
  }
}
