import {
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  storeVersionId,
  UnavailableError,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  contextOf,
  errorOf,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';
import { rotationTokenOf } from './versions/runVersions';

const context = contextOf(1);

describe('the rotation of AWS itself', () => {
  let scene: StandInScene;
  let expected: StoreVersionId;
  beforeEach(async () => {
    scene = await startScene();
    expected = await scene.seed('{"username":"a","password":"old"}');
    scene.aws.alter(scene.run.path, { RotationEnabled: true });
  });
  afterEach(() => scene.close());

  const rotation = () => scene.store.managedRotation;
  const failed = async () =>
    (await rotation().preflight(scene.run, context)).filter(({ ok }) => !ok);
  const rotate = () => rotation().rotate({ ...scene.run, expected }, context);
  const requests = () =>
    scene.aws.actions.filter(action => action === 'RotateSecret').length;

  /** What AWS's function does, as its templates do it. */
  async function runFunction(token: string): Promise<void> {
    const { client } = scene.hand;
    await client.send(
      new PutSecretValueCommand({
        SecretId: scene.run.path,
        ClientRequestToken: token,
        SecretString: '{"username":"b","password":"new"}',
        VersionStages: ['AWSPENDING'],
      }),
    );
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: scene.run.path,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: expected,
        MoveToVersionId: token,
      }),
    );
  }

  it('passes preflight where AWS rotates, and changes nothing there', async () => {
    const before = await scene.hand.labels(scene.run.path);
    expect(await failed()).toEqual([]);
    expect(await scene.hand.labels(scene.run.path)).toEqual(before);
  });

  it('is refused where AWS does not rotate, and a rotation of Keyturn where it does', async () => {
    const own = await scene.store.preflight(scene.run, context);
    expect(own.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({
        code: 'aws.rotation',
        fix: expect.stringContaining('strategy: delegated'),
      }),
    ]);
    scene.aws.alter(scene.run.path, { RotationEnabled: false });
    expect(await failed()).toEqual([
      expect.objectContaining({ code: 'aws.rotation' }),
    ]);
  });

  it.each(['DescribeSecret', 'GetSecretValue', 'RotateSecret'])(
    'names %s when the credential lacks it',
    async missing => {
      scene.aws.trouble(action =>
        action === missing
          ? { status: 400, type: 'AccessDeniedException' }
          : undefined,
      );
      expect((await failed()).map(({ code }) => code)).toEqual([
        `aws.${missing}`,
      ]);
    },
  );

  it('is refused while an earlier rotation is not complete', async () => {
    await scene.hand.client.send(
      new PutSecretValueCommand({
        SecretId: scene.run.path,
        SecretString: '{"password":"half"}',
        VersionStages: ['AWSPENDING'],
      }),
    );
    expect((await failed())[0]?.message).toContain('not complete');
    expect(await errorOf(rotate())).toBeInstanceOf(UnavailableError);
  });

  it('asks with one token for one run, so that AWS goes on with the same rotation when it is asked again', async () => {
    const token = rotationTokenOf(scene.run);
    await rotate();
    await rotate();
    expect(requests()).toBe(2);
    await runFunction(token);
    const { current } = await scene.store.describe(scene.run, context);
    expect(current).toBe(storeVersionId(token));
  });

  it('does not ask again when the answer was lost and AWS has rotated', async () => {
    scene.aws.trouble(action =>
      action === 'RotateSecret' ? 'lose the reply' : undefined,
    );
    expect(await errorOf(rotate())).toBeInstanceOf(UnavailableError);
    await runFunction(rotationTokenOf(scene.run));
    await rotate();
    expect(requests()).toBe(1);
  });
});
