// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table
      .string('cause', 16)
      .notNullable()
      .defaultTo('routine')
      .comment('Why the value goes: routine, or compromised');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('cause');
  });
};
