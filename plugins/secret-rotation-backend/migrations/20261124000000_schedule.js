// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('secrets', table => {
    table
      .bigInteger('enrolled_at')
      .nullable()
      .comment('When Keyturn was first allowed to act on the present binding');
    table
      .bigInteger('first_rotated_at')
      .nullable()
      .comment('When a run of ours first succeeded; an age learnt is none');
    table
      .bigInteger('retry_at')
      .nullable()
      .comment(
        'The schedule starts nothing before; after a run without success',
      );
    table
      .text('dispatch_because')
      .nullable()
      .comment('Why dispatch waits longer than for the due date');
    table
      .string('schedule_key', 64)
      .nullable()
      .comment('Digest of the rules that due_at and dispatch_at come from');
    table.index(['binding', 'due_at'], 'secrets_due_idx');
    table.index(['policy', 'schedule_key'], 'secrets_schedule_idx');
  });
  await knex('secrets')
    .where({ binding: 'enrolled' })
    .update({
      enrolled_at: knex.ref('seen_at'),
    });
  // Until here a later start than the due date was all that was kept of a run without success.
  await knex('secrets')
    .whereRaw('dispatch_at > due_at')
    .update({ retry_at: knex.ref('dispatch_at') });
  await knex('secrets')
    .whereIn(
      'id',
      knex('runs').where({ state: 'succeeded' }).select('secret_id'),
    )
    .update({ first_rotated_at: knex.ref('rotated_at') });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('secrets', table => {
    table.dropIndex(['binding', 'due_at'], 'secrets_due_idx');
    table.dropIndex(['policy', 'schedule_key'], 'secrets_schedule_idx');
    table.dropColumns(
      'enrolled_at',
      'first_rotated_at',
      'retry_at',
      'dispatch_because',
      'schedule_key',
    );
  });
};
