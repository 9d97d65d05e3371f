import {
  accountName,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { rotatorFor } from './__conformance__/rotators';
import { DataWorld } from './__testUtils__/DataWorld';
import type { KeySetRotator } from './KeySetRotator';

jest.setTimeout(120_000);

const OPTIONS = { name: 'card-numbers' };
const ACCOUNT = accountName(OPTIONS.name);
const CONTEXT: WriteContext = {
  fence: { run: 7, epoch: 1 },
  signal: AbortSignal.timeout(100_000),
};

let world: DataWorld;
let rotator: KeySetRotator;
beforeEach(async () => {
  world = await DataWorld.start();
  rotator = rotatorFor({
    algorithm: 'A256GCM',
    reencryption: {
      url: world.url,
      headers: { authorization: `Bearer ${world.token}` },
    },
  });
});
afterEach(() => world.stop());

/** The first version, with which both instances have written. */
async function begin(): Promise<SecretValue> {
  const value = await rotator.generate({ current: undefined });
  world.load(0, value);
  world.load(1, value);
  await world.work();
  return value;
}

const activate = (value: SecretValue) =>
  rotator.activate(
    { options: OPTIONS, accounts: { new: ACCOUNT }, value },
    CONTEXT,
  );

const refuse = (keep: SecretValue, old: SecretValue) =>
  rotator.revoke(
    { options: OPTIONS, account: ACCOUNT, keep, refuse: old },
    CONTEXT,
  );

describe('a service that writes and reads all the time', () => {
  it('reads every record through rotations, while one instance is ahead and the hook works', async () => {
    let current = await begin();
    for (let run = 1; run <= 4; run += 1) {
      const next = await rotator.generate({ current });
      await Promise.all([activate(next), world.work()]);
      world.load(0, next);
      await world.work();
      world.load(1, next);
      await Promise.all([refuse(next, current), world.work()]);
      await world.work();
      current = next;
    }
    expect(world.failures).toEqual([]);
    expect(world.read).toBeGreaterThan(1_000);
  });

  it('reads every record when the run turns back', async () => {
    const old = await begin();
    const next = await rotator.generate({ current: old });
    await activate(next);
    world.load(0, next);
    await world.work();
    world.load(0, old);
    await world.work();
    await Promise.all([refuse(old, next), world.work()]);
    expect(world.failures).toEqual([]);
  });

  it('would lose records if a key went that nobody was asked about', async () => {
    const first = await begin();
    const second = await rotator.generate({ current: first });
    const third = await rotator.generate({ current: second });
    world.load(0, third);
    world.load(1, third);
    await world.work();
    expect(world.failures.length).toBeGreaterThan(0);
  });
});
