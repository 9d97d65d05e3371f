import type { EffectContext, WriteContext } from '../../contracts/effect';
import { storeVersionId, type SecretStore } from '../../contracts/SecretStore';
import { UnavailableError } from '../../errors';
import type { Scene } from './scene';

// Far above what giving up takes, far below any time-out of its own.
const PROMPT_MS = 3000;

type Call = (
  store: SecretStore,
  scene: Scene,
  context: EffectContext & WriteContext,
) => Promise<unknown>;

const ANY = storeVersionId('1');

const METHODS: Array<[keyof SecretStore, Call]> = [
  ['preflight', (store, { path }, context) => store.preflight(path, context)],
  ['describe', (store, { path }, context) => store.describe(path, context)],
  [
    'readVersion',
    (store, { path }, context) =>
      store.readVersion({ ...path, version: ANY }, context),
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

/** Tests what a store promises when it cannot be asked. */
export function testFailures(begin: () => Scene): void {
  describe('a server that cannot be asked', () => {
    it.each(METHODS)(
      '%s says that an unreachable one is unavailable',
      async (_, call) => {
        const scene = begin();
        await scene.expectError(
          call(scene.world.unreachable, scene, scene.context),
          UnavailableError,
        );
      },
    );

    it.each(METHODS)(
      '%s gives up on a silent one when its signal aborts',
      async (_, call) => {
        const scene = begin();
        const signal = AbortSignal.timeout(50);
        const began = Date.now();

        await scene.expectError(
          call(scene.world.silent, scene, { ...scene.context, signal }),
          UnavailableError,
        );

        expect(Date.now() - began).toBeLessThan(PROMPT_MS);
      },
    );
  });

  describe('secrecy', () => {
    it('lets no value out of what it returns when that is printed', async () => {
      const scene = begin();
      const { id } = await scene.seed();
      await scene.stage();
      scene.expectNoValueIn([
        scene.store,
        await scene.store.preflight(scene.path, scene.context),
        await scene.store.describe(scene.path, scene.context),
        await scene.read(id),
        await scene.store.readStaged(scene.run, scene.context),
      ]);
    });
  });
}
