// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('notices', table => {
    table.comment('Who was told of what, how often, and when last');
    table
      .string('scope', 255)
      .primary()
      .comment('Of what is told, and to whom');
    table
      .integer('secret_id')
      .notNullable()
      .references('secrets.id')
      .onDelete('CASCADE');
    table
      .integer('run_id')
      .nullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.string('recipient', 255).notNullable().comment('Entity ref');
    table
      .integer('told')
      .notNullable()
      .comment('How often, since it last came up');
    table.bigInteger('told_at').nullable().comment('When last');
    table
      .integer('tries')
      .notNullable()
      .comment('Since it was last told: begun, and not known to have arrived');
    table
      .bigInteger('try_at')
      .nullable()
      .comment('Not before: somebody is telling it, or it did not arrive');
    table
      .integer('epoch')
      .notNullable()
      .comment(
        'Grows with every claim; whoever told under an older one is late',
      );
    table
      .bigInteger('settled_at')
      .nullable()
      .comment('When there was nothing to be told any more');
    table.index(['secret_id'], 'notices_secret_idx');
    table.index(['run_id'], 'notices_run_idx');
    table.index(['told_at'], 'notices_told_idx');
  });
  await knex.raw(
    `create index notices_open_idx on notices (scope) where settled_at is null`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('notices');
};
