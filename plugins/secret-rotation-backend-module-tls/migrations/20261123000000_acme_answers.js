// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('acme_answers', table => {
    table.comment('What is answered to ACME servers that ask over HTTP');
    table.string('token', 255).primary();
    table.text('answer').notNullable();
    table
      .bigInteger('expires_at')
      .notNullable()
      .comment('From when on nobody gets it, in ms since 1970');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('acme_answers');
};
