// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('versions', table => {
    table
      .bigInteger('out_of_band_at')
      .nullable()
      .comment('When it was found to be current though no run made it so');
  });
  await knex.schema.alterTable('secrets', table => {
    table
      .bigInteger('looked_at')
      .notNullable()
      .defaultTo(0)
      .comment('When the store was last asked for its current version');
    table.index(['binding', 'looked_at'], 'secrets_looked_idx');
  });

  await knex.schema.createTable('inventory', table => {
    table.comment(
      'What stores hold, by name. What no claim names is not managed yet',
    );
    table.increments('id').primary();
    table.text('store').notNullable().comment('Name in app-config');
    table.text('path').notNullable();
    table.bigInteger('created_at').nullable();
    table
      .bigInteger('changed_at')
      .nullable()
      .comment('When its current version was made');
    table
      .bigInteger('age_key')
      .notNullable()
      .comment(
        'By which it is listed, oldest first; later than all if unknown',
      );
    table.text('tags').notNullable().comment('JSON, names and labels alone');
    table.bigInteger('seen_at').notNullable().comment('Start of the last walk');
    table.unique(['store', 'path'], { indexName: 'inventory_path_idx' });
    table.index(['age_key', 'id'], 'inventory_age_idx');
    table.index(['store', 'seen_at'], 'inventory_seen_idx');
  });

  await knex.schema.createTable('inventory_walks', table => {
    table.comment('How far the walk through each store is');
    table.text('store').primary().comment('Name in app-config');
    table.text('cursor').nullable().comment('The store’s own, between pages');
    table.bigInteger('started_at').notNullable();
    table
      .bigInteger('finished_at')
      .nullable()
      .comment('When a walk last came to its end');
    table.integer('found').notNullable().defaultTo(0);
    table.text('problem').nullable().comment('JSON {code, message, fix}');
    table.bigInteger('next_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('inventory_walks');
  await knex.schema.dropTable('inventory');
  await knex.schema.alterTable('secrets', table => {
    table.dropIndex(['binding', 'looked_at'], 'secrets_looked_idx');
    table.dropColumn('looked_at');
  });
  await knex.schema.alterTable('versions', table => {
    table.dropColumn('out_of_band_at');
  });
};
