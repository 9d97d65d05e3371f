import {
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  UnavailableError,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  contextOf,
  errorOf,
  password,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';
import { createStore } from './__testUtils__/testStore';

const HOUR_MS = 3_600_000;
const context = contextOf(2);

jest.setTimeout(60_000);

describe("AWS's limits", () => {
  let scene: StandInScene;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    scene = await startScene({}, () => now);
  });
  afterEach(() => scene.close());

  const stage = (text: string, epoch = 2) =>
    scene.store.stage(
      { ...scene.run, value: password(text) },
      contextOf(epoch),
    );
  const promote = (expected: StoreVersionId) =>
    scene.store.promote({ ...scene.run, expected }, context);
  const writeByHand = async (text: string) => {
    const { VersionId } = await scene.hand.client.send(
      new PutSecretValueCommand({
        SecretId: scene.run.path,
        SecretString: JSON.stringify({ password: text }),
      }),
    );
    return VersionId;
  };
  const labels = async () =>
    Object.values(await scene.hand.labels(scene.run.path)).flat();

  it('of 20 labels are not reached by a run that many workers took over', async () => {
    const old = await scene.seed('{"password":"old"}');
    for (let epoch = 1; epoch <= 30; epoch++) {
      await stage('equal', epoch);
    }
    expect(await labels()).toHaveLength(4);
    await scene.store.promote({ ...scene.run, expected: old }, contextOf(30));
    await scene.store.discardStaged(scene.run, contextOf(30));
    expect((await labels()).sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('of 20 labels make the run wait where others use them up, and nothing that consumers read changes', async () => {
    const old = await scene.seed('{"password":"old"}');
    for (let label = 1; label <= 17; label++) {
      await scene.hand.client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: scene.run.path,
          VersionStage: `by-hand-${label}`,
          MoveToVersionId: old,
        }),
      );
    }
    const error = await errorOf(stage('new'));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).toContain('labels');
    expect(await scene.json()).toEqual({ password: 'old' });
    await scene.store.discardStaged(scene.run, context);
    expect(await labels()).toHaveLength(18);
  });

  it('of about 100 versions do not take the value to go back to, however long the overlap and whoever writes', async () => {
    const old = await scene.seed('{"password":"old"}');
    await stage('new');
    const promoted = await promote(old);
    const next = await writeByHand('first of many');
    now += 25 * HOUR_MS;
    // AWSPREVIOUS moves on, and AWS clears away what is old and has no label.
    for (let written = 1; written <= 125; written++) {
      now += 900_000;
      await writeByHand(`foreign ${written}`);
    }
    const { current, versions } = await scene.store.describe(
      scene.run,
      context,
    );
    const ids = versions.map(({ id }) => id);
    expect(ids).not.toContain(next);
    expect(ids).toContain(old);

    await scene.store.restore(
      { ...scene.run, version: old, expected: current ?? promoted },
      context,
    );

    expect(await scene.json()).toEqual({ password: 'old' });
  });

  it('of about 100 versions make the run wait, for long', async () => {
    await scene.seed('{"password":"old"}');
    for (let written = 1; written < 120; written++) {
      await scene.hand.client.send(
        new PutSecretValueCommand({
          SecretId: scene.run.path,
          SecretString: `${written}`,
          VersionStages: ['by-hand'],
        }),
      );
    }
    const error = await errorOf(stage('new'));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ retryAfterMs: HOUR_MS });
    now += 24 * HOUR_MS;
    await stage('new');
  });

  it('of one version in ten minutes hold up a run whose workers die one after the other', async () => {
    await scene.seed('{"password":"old"}');
    const store = createStore(scene.aws.address, {}, () => now);
    const stageAnew = (epoch: number) =>
      store.stage(
        { ...scene.run, value: password(`of ${epoch}`) },
        contextOf(epoch),
      );
    for (const epoch of [1, 2, 3]) await stageAnew(epoch);

    now += 60_000;
    const error = await errorOf(stageAnew(4));
    expect(error).toBeInstanceOf(UnavailableError);
    const { retryAfterMs } = error as UnavailableError;
    expect(retryAfterMs).toBeGreaterThan(500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(600_000);

    now += 600_000;
    await stageAnew(5);
    // An equal value costs no version.
    await store.stage({ ...scene.run, value: password('of 5') }, contextOf(6));
    expect(
      scene.aws.actions.filter(action => action === 'PutSecretValue'),
    ).toHaveLength(4);
  });

  it('of 65,536 bytes are reached to the byte, counted as UTF-8', async () => {
    const frame = '{"note":"é","password":""}';
    const room = 65_536 - Buffer.byteLength(frame);
    const old = await scene.seed('{"note":"é","password":"old"}');
    await stage('x'.repeat(room));
    await promote(old);
    expect(
      Buffer.byteLength((await scene.hand.read(scene.run.path)) ?? ''),
    ).toBe(65_536);
    const error = await errorOf(stage('x'.repeat(room + 1), 3));
    expect(error.message).toContain('64 KiB');
  });
});
