import {
  MisconfiguredError,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  contextOf,
  errorOf,
  password,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';

jest.setTimeout(60_000);

const context = contextOf(2);

describe('a secret that is scheduled for deletion', () => {
  let scene: StandInScene;
  let old: StoreVersionId;
  beforeEach(async () => {
    scene = await startScene();
    old = await scene.seed('{"password":"old"}');
  });
  afterEach(() => scene.close());

  const schedule = () =>
    scene.aws.alter(scene.run.path, { DeletedDate: 1_900_000_000 });
  const stage = () =>
    scene.store.stage({ ...scene.run, value: password('new') }, context);
  const promote = (expected: StoreVersionId | undefined) =>
    scene.store.promote({ ...scene.run, expected }, context);

  it('has nothing that can be read', async () => {
    schedule();
    const described = await scene.store.describe(scene.run, context);
    expect(described.current).toBeUndefined();
    expect(described.versions.map(({ readable }) => readable)).toEqual([false]);
  });

  it('is refused by each step with the way to take it back, wherever the run is', async () => {
    await stage();
    const promoted = await promote(old);
    schedule();
    const place = { ...scene.run, version: old, expected: promoted };
    for (const refused of [
      stage(),
      promote(undefined),
      promote(old),
      promote(promoted),
      scene.store.restore(place, context),
      scene.store.destroy({ ...scene.run, versions: [old] }, context),
      scene.store.discardStaged(scene.run, context),
    ]) {
      const error = await errorOf(refused);
      expect(error).toBeInstanceOf(MisconfiguredError);
      expect(error.message).toContain('scheduled for deletion');
      expect(error).toMatchObject({
        fix: expect.stringContaining('restore-secret'),
      });
    }
  });

  it('goes on where it was when that is taken back', async () => {
    await stage();
    schedule();
    await errorOf(promote(old));
    scene.aws.alter(scene.run.path, { DeletedDate: undefined });
    await promote(old);
    expect(await scene.json()).toEqual({ password: 'new' });
  });
});
