import {
  SecretValue,
  storeVersionId,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };
const value = SecretValue.text('fresh-one');
const old = storeVersionId('1');
const READS = /^(Get|List|Access)/;

describe('what goes over the wire', () => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld({ alias: 'current' });
  });
  afterEach(() => world.standIn.mend());
  afterAll(() => world.close());

  async function prepared() {
    const { path } = world.place();
    await world.write(path, 'first');
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    return run;
  }

  it('in a rollback is: the old value added, the alias moved, and only when the engine asks the new one disabled, then destroyed', async () => {
    const run = await prepared();
    const version = await world.store.promote(
      { ...run, expected: old },
      context,
    );
    const writes: string[] = [];
    const { endpoint } = await world.standIn.openPort((method, carryOut) => {
      if (!READS.test(method)) writes.push(method);
      return carryOut();
    });
    const store = world.createStore({}, endpoint);

    await store.restore({ ...run, version: old, expected: version }, context);
    expect(writes).toEqual(['AddSecretVersion', 'UpdateSecret']);
    await store.destroy({ ...run, versions: [version] }, context);

    expect(writes.slice(2)).toEqual([
      'DisableSecretVersion',
      'DestroySecretVersion',
    ]);
  });

  it('is refused where Secret Manager did not see the checksum of a value, and a repeat adds no second version', async () => {
    const run = await prepared();
    const { endpoint } = await world.standIn.openPort(async (_, carryOut) => {
      const answer = await carryOut();
      return { ...answer, clientSpecifiedPayloadChecksum: false };
    });
    const place = { ...run, expected: old };

    await expect(
      world.createStore({}, endpoint).promote(place, context),
    ).rejects.toThrow(UnavailableError);

    // What arrived whole is found by comparing it.
    expect(await world.store.promote(place, context)).toBe('2');
  });

  it('is refused where an answer has no checksum, or no etag to compare', async () => {
    const { path } = await prepared();
    const without = async (change: (answer: object) => object) => {
      const { endpoint } = await world.standIn.openPort(async (_, carryOut) =>
        change(await carryOut()),
      );
      return world.createStore({}, endpoint);
    };
    const unchecked = await without(answer => ({
      ...answer,
      payload: { data: Reflect.get(answer, 'payload')?.data },
    }));
    const uncompared = await without(answer => ({ ...answer, etag: '' }));

    await expect(
      unchecked.readVersion({ path, version: old }, context),
    ).rejects.toThrow(UnavailableError);
    await expect(uncompared.describe({ path }, context)).rejects.toThrow(
      UnavailableError,
    );
  });
});
