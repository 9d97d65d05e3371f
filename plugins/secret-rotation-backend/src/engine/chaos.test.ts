import { TestDatabases } from '@backstage/backend-test-utils';
import {
  isOpen,
  STEPS,
  type Decision,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import fc from 'fast-check';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(240_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };

/** One thing that goes wrong, or that a person does, before the next piece of work. */
type Event =
  | { readonly kind: 'crash'; readonly at: string }
  | { readonly kind: 'hang'; readonly call: 'probe' | 'describe' | 'reload' }
  | {
      readonly kind: 'decide';
      readonly decision: Extract<Decision, 'recheck' | 'rollback' | 'cancel'>;
    }
  | { readonly kind: 'ill' | 'deaf' | 'unreachable'; readonly on: boolean }
  | { readonly kind: 'pause'; readonly ms: number };

const PLACES = [
  ...STEPS.map(step => `after:step:${step}`),
  ...['stage', 'promote', 'destroy', 'restore', 'discardStaged'].flatMap(
    call => [`before:effect:store.${call}`, `after:effect:store.${call}`],
  ),
  ...['activate', 'revoke', 'probe'].flatMap(call => [
    `before:effect:rotator.${call}`,
    `after:effect:rotator.${call}`,
  ]),
  'before:effect:consumer.reload',
  'after:effect:consumer.reload',
  'before:commit',
  'after:commit',
];

const EVENT: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...PLACES)
      .map((at): Event => ({ kind: 'crash', at })),
  },
  fc
    .constantFrom('probe' as const, 'describe' as const, 'reload' as const)
    .map((call): Event => ({ kind: 'hang', call })),
  fc
    .constantFrom('recheck' as const, 'rollback' as const, 'cancel' as const)
    .map((decision): Event => ({ kind: 'decide', decision })),
  fc.record({
    kind: fc.constantFrom(
      'ill' as const,
      'deaf' as const,
      'unreachable' as const,
    ),
    on: fc.boolean(),
  }),
  fc
    .integer({ min: 1, max: 200_000 })
    .map((ms): Event => ({ kind: 'pause', ms })),
);

async function play(
  world: RotationWorld,
  runId: number,
  event: Event,
): Promise<void> {
  const checkout = world.consumers.service('checkout', world.path);
  switch (event.kind) {
    case 'crash':
      world.crash.armed = event.at;
      break;
    case 'hang': {
      const target = {
        probe: world.target,
        describe: world.store,
        reload: world.consumers,
      }[event.call] as unknown as Record<string, () => Promise<never>>;
      jest
        .spyOn(target, event.call)
        .mockRejectedValueOnce(new UnavailableError('No answer'));
      break;
    }
    case 'decide': {
      const verb = `${event.decision}Run` as const;
      await world.service[verb](runId, ANA, 'chaos').catch(() => undefined);
      break;
    }
    case 'ill':
      checkout.health = event.on ? 'ill' : 'healthy';
      break;
    case 'deaf':
      checkout.isDeaf = event.on;
      break;
    case 'unreachable':
      checkout.isUnreachable = event.on;
      break;
    default:
      world.clock.at += event.ms;
  }
}

/** What must hold at every instant. @returns what does not */
async function broken(world: RotationWorld, runId: number): Promise<string[]> {
  const { run, versions } = await world.load(runId);
  const isClear = isOpen(run.state)
    ? run.nextAt !== undefined ||
      (run.state === 'blocked' &&
        run.turn?.who === 'person' &&
        run.turn.owner !== '')
    : run.closedAt !== undefined && run.nextAt === undefined;
  return [
    ...(world.currentIsAccepted() ? [] : ['current is not accepted']),
    ...(isClear ? [] : [`${run.state} without a time or a named owner`]),
    ...(versions.filter(version => version.state === 'current').length > 1
      ? ['two versions are current']
      : []),
  ];
}

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('whatever happens on %s', id => {
  afterEach(() => jest.restoreAllMocks());

  it('current is accepted at every instant, every open run has a time or an owner, and it can always be brought to an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(EVENT, { maxLength: 14 }), async events => {
        const world = await RotationWorld.create(databases, id, {
          policy: { verifyDeadlineMs: 120_000 },
        });
        const runId = await world.start();
        const trace: string[] = [];
        for (const event of events) {
          await play(world, runId, event);
          await world.work();
          trace.push(JSON.stringify(event), ...(await broken(world, runId)));
          const { nextAt } = (await world.load(runId)).run;
          world.clock.at = Math.max(world.clock.at, nextAt ?? 0);
        }
        const checkout = world.consumers.service('checkout', world.path);
        Object.assign(checkout, {
          health: 'healthy',
          isDeaf: false,
          isUnreachable: false,
        });
        world.crash.armed = undefined;
        jest.restoreAllMocks();
        let last = await world.drain(runId);
        for (
          let asked = 0;
          last.run.state === 'blocked' && asked < 3;
          asked += 1
        ) {
          await world.service.recheckRun(runId, ANA, 'all is well again');
          last = await world.drain(runId);
        }
        trace.push(...(await broken(world, runId)));
        const { state, direction } = last.run;
        const endings = {
          forward: 'succeeded',
          rollback: last.run.ending,
        };
        const accepted = [...world.target.passwords.keys()];
        expect({
          state,
          accepted,
          staged: world.store.stagedOf(world.path),
          trace,
        }).toEqual({
          state: endings[direction],
          accepted: [direction === 'forward' ? 'payments_b' : 'payments_a'],
          staged: 0,
          trace: events.map(event => JSON.stringify(event)),
        });
      }),
      { numRuns: id === 'SQLITE_3' ? 30 : 8 },
    );
  });

  it('no value is in any table or in the log, raw or encoded, after a rotation, a rollback and a failure', async () => {
    const world = await RotationWorld.create(databases, id);
    await world.drain(await world.start());
    const second = await world.start();
    await world.drain(second, ({ run }) => run.step === 'verify');
    jest.spyOn(world.target, 'revoke').mockImplementationOnce(async input => {
      throw new Error(`cannot keep ${input.keep.reveal('password')}`, {
        cause: input.keep.reveal('password'),
      });
    });
    await world.service.rollbackRun(second, ANA, 'changed our mind');
    expect((await world.drain(second)).run.state).toBe('rolled-back');

    const tables = [
      'audit',
      'claims',
      'consumers',
      'run_consumers',
      'run_steps',
      'runs',
      'secrets',
      'versions',
    ];
    const written = await Promise.all(
      tables.map(table => world.ledger.knex(table)),
    );
    const text = JSON.stringify(written) + world.lines.join('\n');
    const values = [
      'original-password',
      'generated-password-1',
      'generated-password-2',
    ];
    expect(text).toContain('payments-db-login');
    expect(world.lines.join()).toContain('Unexpected Error in rotator.revoke');
    for (const value of values) {
      const bytes = Buffer.from(value);
      for (const form of [
        value,
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex'),
        encodeURIComponent(value),
      ])
        expect(text).not.toContain(form);
    }
  });
});
