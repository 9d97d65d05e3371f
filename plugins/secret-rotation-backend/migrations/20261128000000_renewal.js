// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('secrets', table => {
    table
      .bigInteger('renew_at')
      .nullable()
      .comment(
        'When the target wants its current credential renewed, in ms since 1970',
      );
    table.text('renew_because').nullable().comment('Why then, for people');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('secrets', table => {
    table.dropColumn('renew_at');
    table.dropColumn('renew_because');
  });
};
