// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('workers', table => {
    table.comment('Which processes carry runs, so that people see who could');
    table.string('name', 255).primary();
    table.text('labels').notNullable().comment('JSON list');
    table.integer('step_version').notNullable();
    table.bigInteger('seen_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('workers');
};
