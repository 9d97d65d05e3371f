import {
  contextOf,
  startScene,
  type StandInScene,
} from '../__testUtils__/standInScene';

const context = contextOf(1);

describe("a portal whose clock differs from AWS's", () => {
  let scene: StandInScene;
  afterEach(() => scene.close());

  it.each([-20, 20])(
    'by %i minutes signs by the time of AWS after one refusal',
    async minutes => {
      let skewMs = 0;
      scene = await startScene({}, () => Date.now() + skewMs);
      const seeded = await scene.seed('{"password":"old"}');
      skewMs = minutes * 60_000;

      const { current } = await scene.store.describe(scene.run, context);

      expect(current).toBe(seeded);
      const before = scene.aws.actions.length;
      await scene.store.describe(scene.run, context);
      // Describing takes two requests: none was refused any more.
      expect(scene.aws.actions.length - before).toBe(2);
    },
  );
});
