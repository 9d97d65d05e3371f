import {
  UnavailableError,
  type SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startInterceptProxy,
  type InterceptedMoment,
} from '@keyturn/dev-peers';
import {
  contextOf,
  errorOf,
  password,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';
import { createStore } from './__testUtils__/testStore';

jest.setTimeout(60_000);

const MOST_REQUESTS = 30;
const context = contextOf(2);
const PROVISION = { provision: true };

const METHODS: Record<
  string,
  (store: SecretStore, scene: StandInScene) => Promise<unknown>
> = {
  stage: (store, { run }) =>
    store.stage({ ...run, value: password('first') }, context),
  promote: (store, { run }) =>
    store.promote({ ...run, expected: undefined }, context),
};

describe.each([
  ['does not exist', async () => undefined],
  [
    'was made without one',
    ({ hand, run }: StandInScene) => hand.createEmpty(run.path),
  ],
])('the first value of a secret that %s', (_, begin) => {
  it.each(Object.keys(METHODS))(
    'comes through when the worker dies at any request of %s',
    async method => {
      let request = 0;
      let wasReached = true;
      while (wasReached && request < MOST_REQUESTS) {
        request += 1;
        const before = await survives({ request, moment: 'before' });
        const after = await survives({ request, moment: 'after' });
        wasReached = before || after;
      }
      expect(wasReached).toBe(false);
      expect(request).toBeGreaterThan(1);

      async function survives(point: InterceptedMoment): Promise<boolean> {
        const scene = await startScene(PROVISION);
        try {
          await begin(scene);
          if (method === 'promote') await METHODS.stage(scene.store, scene);
          const cut = await startInterceptProxy(
            scene.aws.address,
            point,
            async () => 'break',
          );
          const dying = createStore(cut.address, PROVISION);
          const first = METHODS[method](dying, scene);
          const error = await first.then(
            () => undefined,
            () => errorOf(first),
          );
          expect(!error || error instanceof UnavailableError).toBe(true);
          await cut.close();

          // Its successor, and all the rest.
          await METHODS[method](scene.store, scene);
          const id = await METHODS.promote(scene.store, scene);
          expect(await METHODS.promote(scene.store, scene)).toBe(id);
          expect(await scene.json()).toEqual({ password: 'first' });
          expect(await scene.hand.labels(scene.run.path)).toEqual({
            [String(id)]: ['AWSCURRENT'],
          });
          const waiting = `keyturn-staging/${scene.run.path}/${scene.run.runId}`;
          expect(await scene.hand.exists(waiting)).toBe(false);
          return cut.wasReached();
        } finally {
          await scene.close();
        }
      }
    },
  );
});
