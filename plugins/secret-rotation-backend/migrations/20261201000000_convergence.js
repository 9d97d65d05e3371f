// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table
      .bigInteger('convergence_ms')
      .nullable()
      .comment(
        'From when the version became current to the last consumer’s first attestation',
      );
  });
  // A secret’s page reads the newest that were measured.
  await knex.raw(
    `create index runs_convergence_idx on runs (secret_id, id) where convergence_ms is not null and state = 'succeeded'`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index runs_convergence_idx');
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('convergence_ms');
  });
};
