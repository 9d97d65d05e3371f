import assert from 'node:assert/strict';
import type { EffectContext, WriteContext } from '../../contracts/effect';
import { storeVersionId, type SecretStore } from '../../contracts/SecretStore';
import { PermissionDeniedError, UnavailableError } from '../../errors';
import { outlineOf } from '../../stores';
import { storeCase, storeCaseWith, type SecretStoreCase } from './cases';
import type { Scene } from './scene';

// Far above what giving up takes, far below any time-out of its own.
const PROMPT_MS = 3000;

type Call = (
  store: SecretStore,
  scene: Scene,
  context: EffectContext & WriteContext,
) => Promise<unknown>;

const ANY = storeVersionId('1');

const WRITES: ReadonlyArray<keyof SecretStore> = [
  'stage',
  'promote',
  'restore',
  'discardStaged',
  'destroy',
];

const METHODS: Array<[keyof SecretStore, Call]> = [
  ['preflight', (store, { path }, context) => store.preflight(path, context)],
  [
    'checkValue',
    (store, scene, context) =>
      store.checkValue(
        { ...scene.path, outline: outlineOf(scene.value()) },
        context,
      ),
  ],
  ['describe', (store, { path }, context) => store.describe(path, context)],
  [
    'readVersion',
    async (store, scene, context) => {
      // One of the store's own: another id may be known to be none without a request.
      const { id } = await scene.seed();
      return store.readVersion({ ...scene.path, version: id }, context);
    },
  ],
  [
    'stage',
    (store, scene, context) =>
      store.stage({ ...scene.run, value: scene.value() }, context),
  ],
  ['readStaged', (store, { run }, context) => store.readStaged(run, context)],
  [
    'promote',
    (store, { run }, context) =>
      store.promote({ ...run, expected: ANY }, context),
  ],
  [
    'restore',
    (store, { run }, context) =>
      store.restore({ ...run, version: ANY, expected: ANY }, context),
  ],
  [
    'discardStaged',
    (store, { run }, context) => store.discardStaged(run, context),
  ],
  [
    'destroy',
    (store, { path }, context) =>
      store.destroy({ ...path, versions: [ANY] }, context),
  ],
];

/** What a store promises when it cannot be asked, and what it never shows. */
export const FAILURE_CASES: readonly SecretStoreCase[] = [
  ...METHODS.map(([name, call]) =>
    storeCase(
      `unanswered: ${name} says that an unreachable server is unavailable`,
      async scene => {
        await scene.expectError(
          call(scene.world.unreachable, scene, scene.context),
          UnavailableError,
        );
      },
    ),
  ),

  ...METHODS.map(([name, call]) =>
    storeCase(
      `unanswered: ${name} gives up on a silent server when its signal aborts`,
      async scene => {
        const signal = AbortSignal.timeout(50);
        const began = Date.now();

        await scene.expectError(
          call(scene.world.silent, scene, { ...scene.context, signal }),
          UnavailableError,
        );

        assert.ok(Date.now() - began < PROMPT_MS);
      },
    ),
  ),

  storeCase(
    'unanswered: a call whose signal has aborted already changes nothing',
    async scene => {
      const old = await scene.seed();
      const value = await scene.stage();
      const context = { ...scene.context, signal: AbortSignal.abort() };

      for (const call of [
        scene.store.stage({ ...scene.run, value: scene.value() }, context),
        scene.store.promote({ ...scene.run, expected: old.id }, context),
        scene.store.restore(
          { ...scene.run, version: old.id, expected: old.id },
          context,
        ),
        scene.store.discardStaged(scene.run, context),
      ]) {
        await scene.expectError(call, UnavailableError);
      }

      assert.equal(await scene.currentId(), old.id);
      await scene.expectStaged(value);
    },
  ),

  ...(['unavailable', 'throttled'] as const).map(refusal =>
    storeCase(
      `refused: every method says that a server is unavailable which says so (${refusal})`,
      async scene => {
        for (const [name, call] of METHODS) {
          await scene.expectRefused(refusal, UnavailableError, name, store =>
            call(store, scene, scene.context),
          );
        }
      },
    ),
  ),

  storeCase(
    'refused: every method that changes something names the missing right and what to do about it',
    async scene => {
      for (const [name, call] of METHODS.filter(([method]) =>
        WRITES.includes(method),
      )) {
        const error = await scene.expectRefused(
          'forbidden',
          PermissionDeniedError,
          name,
          store => call(store, scene, scene.context),
        );
        const { message, fix } = error as PermissionDeniedError;
        assert.ok(message.length > 0 && !message.includes('\n'));
        assert.ok(fix.length > 0);
      }
    },
  ),

  storeCase(
    'refused: preflight tells of missing rights as failed checks with a fix, and throws nothing',
    async scene => {
      await scene.seed();
      const refused = await scene.world.intercept(
        { request: 1, moment: 'before' },
        async () => 'forbidden',
      );
      try {
        const checks = await refused.store.preflight(scene.path, scene.context);
        const failed = checks.filter(({ ok }) => !ok);
        assert.ok(failed.length > 0);
        assert.ok(failed.every(({ fix }) => fix));
        assert.ok(checks.every(({ message }) => !message.includes('\n')));
        scene.expectNoValueIn(checks);
      } finally {
        await refused.close();
      }
    },
  ),

  storeCaseWith(
    'takeDown',
    'refused: a manager that is taken out of service in the middle of a run is unavailable, and afterwards the run goes on',
    async (scene, world) => {
      const old = await scene.seed();
      const value = await scene.stage();
      const down = await world.takeDown();
      try {
        await scene.expectError(scene.promote(old.id), UnavailableError);
        await scene.expectError(
          scene.store.describe(scene.path, scene.context),
          UnavailableError,
        );
      } finally {
        await down.bringBack();
      }

      await scene.untilAnswered();
      await scene.expectStaged(value);
      assert.equal(await scene.currentId(), old.id);
      await scene.promote(old.id);
      await scene.expectCurrent(value);
    },
  ),

  storeCase(
    'secrecy: nothing that a method returns shows a value when it is printed',
    async scene => {
      const { id } = await scene.seed();
      await scene.stage();
      scene.expectNoValueIn([
        scene.store,
        await scene.store.preflight(scene.path, scene.context),
        await scene.describe(),
        await scene.read(id),
        await scene.store.readStaged(scene.run, scene.context),
      ]);
    },
  ),
];
