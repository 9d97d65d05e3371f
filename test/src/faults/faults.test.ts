import { FaultWorld } from './FaultWorld';
import { commitOf, isDestruction, isNewVersion, isProbe } from './requests';
import { Rotation } from './Rotation';

jest.setTimeout(240_000);

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start();
}, 120_000);
afterEach(() => world.heal());
afterAll(() => world?.stop());

/** Waits until a run says why it does not go on. */
function waitsBecause({ id }: Rotation, cause: RegExp) {
  return world.until(
    id,
    `waits because of ${cause}`,
    ({ state, turn }) => state === 'waiting' && cause.test(turn.cause ?? ''),
  );
}

describe('an answer is lost after its request has arrived', () => {
  it('activate: the login is changed once', async () => {
    const lost = world.target.loseAnswer(commitOf('LOGIN'));
    const rotation = await Rotation.begin(world);
    await lost;
    expect(await rotation.end()).toEqual(rotation.rotated());
  });

  it('promote: one version is written', async () => {
    const lost = world.store.loseAnswer(isNewVersion);
    const rotation = await Rotation.begin(world);
    await lost;
    expect(await rotation.end()).toEqual(rotation.rotated());
  });

  it('verify: nothing is refused on an unknown answer', async () => {
    const rotation = await Rotation.begin(world);
    let lost = Promise.resolve();
    await world.strikeAt('forward.verify/before:effect:rotator.probe', () => {
      lost = world.target.loseAnswer(isProbe);
    });
    await lost;
    expect(rotation.alters).toEqual([`activated ${rotation.newLogin}`]);
    expect(await rotation.end()).toEqual(rotation.rotated());
  });

  it('revoke: the old login is shut out again, with the same outcome', async () => {
    const lost = world.target.loseAnswer(commitOf('NOLOGIN'));
    const rotation = await Rotation.begin(world);
    await lost;
    expect(await rotation.end()).toEqual(rotation.rotated({ revocations: 2 }));
  });

  it('destroy: the run ends all the same', async () => {
    const lost = world.store.loseAnswer(isDestruction);
    const rotation = await Rotation.begin(world);
    await lost;
    expect(await rotation.end()).toEqual(rotation.rotated());
  });

  it('restore, on the way back: the old value is written anew once', async () => {
    const rotation = await Rotation.beginRollback(world);
    let lost = Promise.resolve();
    await world.strikeAt('rollback.promote/before:effect:store.restore', () => {
      lost = world.store.loseAnswer(isNewVersion);
    });
    await lost;
    expect(await rotation.end()).toEqual(rotation.rolledBack());
  });
});

describe('the target is silent for longer than a call may take', () => {
  const SILENCE = /^No answer within the deadline/;

  it.each([
    ['activate', 'rotator.activate'],
    ['promote', 'rotator.probe'],
    ['verify', 'rotator.probe'],
    ['revoke', 'rotator.probe'],
    ['revoke', 'rotator.revoke'],
  ])('%s, %s: nothing is refused meanwhile', async (step, call) => {
    const rotation = await Rotation.begin(world);
    await world.strikeAt(`forward.${step}/before:effect:${call}`, () =>
      world.target.blackHole(),
    );
    await waitsBecause(rotation, SILENCE);
    expect(rotation.alters).toEqual(
      step === 'activate' ? [] : [`activated ${rotation.newLogin}`],
    );
    expect(await world.login(rotation.before)).toBe('accepted');
    world.target.pass();
    expect(await rotation.end()).toEqual(rotation.rotated());
  });

  it('revoke, on the way back: the newcomer is not refused meanwhile', async () => {
    const rotation = await Rotation.beginRollback(world);
    await world.strikeAt('rollback.revoke/before:effect:rotator.probe', () =>
      world.target.blackHole(),
    );
    await waitsBecause(rotation, SILENCE);
    expect(rotation.alters).toEqual([`activated ${rotation.newLogin}`]);
    world.target.pass();
    expect(await rotation.end()).toEqual(rotation.rolledBack());
  });
});

describe('a store lets nobody in', () => {
  const CLOSED = /^The secrets manager (is sealed|did not answer)/;

  function refuse() {
    world.store.refuse();
    return async () => world.store.pass();
  }

  /** Our stand-in knows no seal: its connections are refused instead. */
  async function seal() {
    const sealed = await world.seal?.();
    return sealed ? () => sealed.unseal() : refuse();
  }

  it.each([
    ['refuses connections', 'forward.activate', 'store.readStaged', refuse],
    ['is sealed', 'forward.promote', 'store.promote', seal],
    ['refuses connections', 'forward.verify', 'rotator.probe', refuse],
    ['is sealed', 'forward.revoke', 'rotator.probe', seal],
    ['is sealed', 'forward.destroy', 'store.destroy', seal],
    ['is sealed', 'rollback.promote', 'store.restore', seal],
  ])(
    'which %s, %s before %s: the run is parked, says why, and goes on by itself',
    async (_, at, call, close) => {
      const isForward = at.startsWith('forward');
      const rotation = isForward
        ? await Rotation.begin(world)
        : await Rotation.beginRollback(world);
      let open = async () => {};
      await world.strikeAt(`${at}/before:effect:${call}`, async () => {
        open = await close();
      });
      await waitsBecause(rotation, CLOSED);
      expect(await world.login(rotation.before)).toBe(
        at === 'forward.destroy' ? 'refused' : 'accepted',
      );
      await open();
      expect(await rotation.end()).toEqual(
        isForward ? rotation.rotated() : rotation.rolledBack(),
      );
    },
  );
});
