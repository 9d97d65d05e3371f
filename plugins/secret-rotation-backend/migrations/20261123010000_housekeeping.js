// @ts-check

// What housekeeping looks for, without reading whole tables.
const INDEXES = {
  runs_closed_idx: 'runs (closed_at) where closed_at is not null',
  run_steps_unfinished_idx: 'run_steps (run_id) where ended_at is null',
  versions_destroyed_idx:
    'versions (destroyed_at) where destroyed_at is not null',
  audit_at_idx: 'audit (at)',
};

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  for (const [name, on] of Object.entries(INDEXES)) {
    await knex.raw(`create index ${name} on ${on}`);
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of Object.keys(INDEXES)) {
    await knex.raw(`drop index ${name}`);
  }
};
