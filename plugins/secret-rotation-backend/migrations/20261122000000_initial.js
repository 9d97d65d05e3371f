// @ts-check

// Instants are milliseconds since 1970 in UTC, JSON is text: both mean the same on PostgreSQL and on SQLite.

const OPEN = `state in ('queued', 'running', 'waiting', 'blocked')`;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('secrets', table => {
    table.comment(
      'What is rotated: one row per catalog entity that is or was a secret',
    );
    table.increments('id').primary();
    table.string('entity_ref', 255).notNullable().unique();
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    table.text('title').nullable();
    table.string('owner', 255).nullable();
    table.string('system', 255).nullable();
    table.text('store').notNullable().comment('Name in app-config');
    table.text('path').notNullable();
    table.text('rotator').notNullable().comment('Name in app-config');
    table.text('policy').notNullable().comment('Name in app-config');
    table
      .text('options')
      .notNullable()
      .comment('JSON, the rotator’s own schema');
    table.string('binding', 16).notNullable();
    table.text('problem').nullable().comment('JSON {code, message, fix}');
    table
      .string('binding_hash', 64)
      .notNullable()
      .comment('Of store, path, rotator and accounts');
    table
      .string('enrolled_hash', 64)
      .nullable()
      .comment('The binding that was allowed');
    table.integer('last_version').notNullable().defaultTo(0);
    table.integer('current_version').nullable();
    table.bigInteger('rotated_at').nullable();
    table.bigInteger('due_at').nullable();
    table.text('due_because').nullable();
    table
      .bigInteger('dispatch_at')
      .nullable()
      .comment('When dispatch looks at it next');
    table.integer('consumer_count').notNullable().defaultTo(0);
    table
      .bigInteger('seen_at')
      .notNullable()
      .comment('Of the last catalog sync that saw it');
    table.index(['binding', 'dispatch_at'], 'secrets_dispatch_idx');
    table.index(['owner'], 'secrets_owner_idx');
    table.index(['namespace', 'name'], 'secrets_name_idx');
  });

  await knex.schema.createTable('claims', table => {
    table.comment(
      'One entity owns one (store, path) and one (rotator, account)',
    );
    table.string('kind', 8).notNullable();
    table.text('key').notNullable();
    table
      .integer('secret_id')
      .notNullable()
      .references('secrets.id')
      .onDelete('CASCADE');
    table.primary(['kind', 'key']);
    table.index(['secret_id'], 'claims_secret_idx');
  });

  await knex.schema.createTable('consumers', table => {
    table.comment('Who depends on a secret, from the catalog’s relations');
    table
      .integer('secret_id')
      .notNullable()
      .references('secrets.id')
      .onDelete('CASCADE');
    table.string('entity_ref', 255).notNullable();
    table.string('name', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.text('title').nullable();
    table.string('owner', 255).nullable();
    table.text('lifecycle').nullable();
    table.text('labels').notNullable().comment('JSON');
    table.text('entry').nullable().comment('Name in app-config');
    table.primary(['secret_id', 'entity_ref']);
    table.index(['entity_ref'], 'consumers_entity_idx');
  });

  await knex.schema.createTable('versions', table => {
    table
      .integer('secret_id')
      .notNullable()
      .references('secrets.id')
      .onDelete('CASCADE');
    table.integer('number').notNullable();
    table.string('state', 16).notNullable();
    table.string('account', 255).nullable();
    table.text('store_ids').notNullable().comment('JSON list, opaque');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('current_at').nullable();
    table.bigInteger('previous_at').nullable();
    table.bigInteger('revoked_at').nullable();
    table.bigInteger('destroyed_at').nullable();
    table.primary(['secret_id', 'number']);
  });

  await knex.schema.createTable('runs', table => {
    table.increments('id').primary();
    table
      .integer('secret_id')
      .notNullable()
      .references('secrets.id')
      .onDelete('CASCADE');
    table.string('kind', 16).notNullable();
    table.string('direction', 16).notNullable();
    table.string('state', 16).notNullable();
    table
      .string('step', 16)
      .notNullable()
      .comment('The step whose intent is committed');
    table.integer('wave').notNullable().defaultTo(1);
    table.integer('waves').notNullable().defaultTo(1);
    table
      .integer('tries')
      .notNullable()
      .defaultTo(0)
      .comment('Of the present step since it last went on');
    table.integer('step_version').notNullable();
    table.string('ending', 16).notNullable().defaultTo('succeeded');
    table.string('trigger', 16).notNullable();
    table.text('reason').nullable();
    table.text('requested_by').notNullable().comment('JSON actor');
    table.string('idempotency_key', 100).nullable();
    table
      .text('policy')
      .notNullable()
      .comment('JSON, as it was when the run started');
    table
      .text('pins')
      .nullable()
      .comment('JSON: binding, accounts, versions, what was seen');
    table
      .text('gates')
      .nullable()
      .comment('JSON: what must hold before revoke, as last checked');
    table
      .text('turn')
      .nullable()
      .comment('JSON: cause of a wait or the question of a block');
    table
      .text('decision')
      .nullable()
      .comment('JSON: what a person asked for, until the worker has done it');
    table.text('result').nullable();
    table.integer('epoch').notNullable().defaultTo(0);
    table.string('worker', 255).nullable();
    table
      .bigInteger('next_at')
      .nullable()
      .comment(
        'Wake-up time; end of the lease while running; null when blocked or over',
      );
    table.bigInteger('created_at').notNullable();
    table.bigInteger('overlap_from').nullable();
    table.bigInteger('closed_at').nullable();
    table.index(['secret_id', 'id'], 'runs_secret_idx');
    table.unique(['secret_id', 'idempotency_key'], {
      indexName: 'runs_idempotency_idx',
    });
  });
  await knex.raw(
    `create unique index runs_one_open_idx on runs (secret_id) where ${OPEN}`,
  );
  await knex.raw(
    `create index runs_next_idx on runs (next_at) where next_at is not null`,
  );

  await knex.schema.createTable('run_steps', table => {
    table.comment('How far each step of a run came, with its evidence');
    table
      .integer('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.string('direction', 16).notNullable();
    table.string('step', 16).notNullable();
    table.integer('wave').notNullable();
    table.string('state', 16).notNullable();
    table.integer('tries').notNullable().defaultTo(1);
    table.bigInteger('started_at').notNullable();
    table.bigInteger('ended_at').nullable();
    table.text('evidence').notNullable().comment('JSON list of lines');
    table.primary(['run_id', 'direction', 'step', 'wave']);
  });

  await knex.schema.createTable('run_consumers', table => {
    table.comment('The consumers that a run must prove; the set only grows');
    table
      .integer('run_id')
      .notNullable()
      .references('runs.id')
      .onDelete('CASCADE');
    table.string('entity_ref', 255).notNullable();
    table.integer('wave').notNullable();
    table
      .text('state')
      .notNullable()
      .comment('JSON: told, observed, health, repairs');
    table.primary(['run_id', 'entity_ref']);
  });

  await knex.schema.createTable('audit', table => {
    table.comment(
      'Insert-only. Each row carries the digest of its own content',
    );
    table.bigIncrements('id').primary();
    table.bigInteger('at').notNullable();
    table.string('action', 64).notNullable();
    table.text('actor').notNullable().comment('JSON');
    table.string('secret_ref', 255).nullable();
    table.integer('run_id').nullable();
    table.string('step', 16).nullable();
    table.text('detail').notNullable().comment('JSON, never a value');
    table.string('hash', 64).notNullable();
    table.index(['run_id', 'id'], 'audit_run_idx');
    table.index(['secret_ref', 'id'], 'audit_secret_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'audit',
    'run_consumers',
    'run_steps',
    'runs',
    'versions',
    'consumers',
    'claims',
    'secrets',
  ]) {
    await knex.schema.dropTable(table);
  }
};
