// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('workers', table => {
    table
      .text('credentials')
      .nullable()
      .comment('JSON list: with which secrets its adapters log in themselves');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('workers', table => {
    table.dropColumn('credentials');
  });
};
