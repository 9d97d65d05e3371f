import {
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AwsSecretStore } from './AwsSecretStore';
import {
  contextOf,
  errorOf,
  startScene,
  type StandInScene,
} from './__testUtils__/standInScene';
import { createStore, testOptions } from './__testUtils__/testStore';

jest.setTimeout(60_000);

const context = contextOf(1);

describe('preflight', () => {
  let scene: StandInScene;
  beforeEach(async () => {
    scene = await startScene();
    await scene.seed('{"password":"old"}');
  });
  afterEach(() => scene.close());

  const check = (store = scene.store) => store.preflight(scene.run, context);
  const failed = async (store?: AwsSecretStore) =>
    (await check(store)).filter(({ ok }) => !ok);

  it('passes, and leaves the secret as it was', async () => {
    const before = await scene.hand.labels(scene.run.path);
    expect(await failed()).toEqual([]);
    expect(await scene.hand.labels(scene.run.path)).toEqual(before);
    expect(
      (await scene.store.describe(scene.run, context)).versions,
    ).toHaveLength(1);
  });

  it.each([
    'DescribeSecret',
    'ListSecretVersionIds',
    'GetSecretValue',
    'PutSecretValue',
    'UpdateSecretVersionStage',
  ])(
    'names %s when the credential lacks it, and the line that grants it',
    async missing => {
      scene.aws.trouble(action =>
        action === missing
          ? {
              status: 400,
              type: 'AccessDeniedException',
              message: 'PROVIDER TEXT',
            }
          : undefined,
      );
      const checks = await failed();
      expect(checks.map(({ code }) => code)).toEqual([`aws.${missing}`]);
      expect(checks[0]?.fix).toContain(`"Action":"secretsmanager:${missing}"`);
      expect(JSON.stringify(checks)).not.toContain('PROVIDER TEXT');
    },
  );

  it('names the right to delete waiting values where the store may create secrets', async () => {
    const store = createStore(scene.aws.address, { provision: true });
    scene.aws.trouble(action =>
      action === 'DeleteSecret'
        ? { status: 400, type: 'AccessDeniedException' }
        : undefined,
    );
    const checks = await store.preflight({ path: 'payments/fresh' }, context);
    expect(checks.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual([
      'aws.DeleteSecret',
    ]);
  });

  it('says once that the credential is not valid', async () => {
    scene.aws.trouble(() => ({ status: 400, type: 'ExpiredTokenException' }));
    expect((await check()).map(({ code, ok }) => [code, ok])).toEqual([
      ['aws.credential', false],
    ]);
  });

  it('says where no credential is to be had', async () => {
    // As STS refuses to let a role be assumed.
    const none = Object.assign(new Error('PROVIDER TEXT'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    const store = new AwsSecretStore({
      ...testOptions(scene.aws.address),
      credentials: {
        getCredentialProvider: async () => ({
          sdkCredentialProvider: () => Promise.reject(none),
        }),
      },
    });
    expect((await failed(store)).map(({ code }) => code)).toEqual([
      'aws.credential',
    ]);
    expect(await errorOf(store.describe(scene.run, context))).toBeInstanceOf(
      UnavailableError,
    );
  });

  it('says where app-config has no credential for the account', async () => {
    const store = new AwsSecretStore({
      ...testOptions(scene.aws.address, { accountId: '123456789012' }),
      credentials: {
        getCredentialProvider: () => Promise.reject(new Error('no such')),
      },
    });
    const checks = await failed(store);
    expect(checks.map(({ code }) => code)).toEqual(['aws.configuration']);
    expect(checks[0]?.fix).toContain('aws.accounts');
  });

  it('fails for a secret without a value unless the store may create one', async () => {
    const checks = await scene.store.preflight(
      { path: 'payments/fresh' },
      context,
    );
    expect(checks.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual([
      'aws.first-value',
    ]);
  });

  it('says before the start that AWS deletes no version', async () => {
    const said = (await check()).find(({ code }) => code === 'aws.destroy');
    expect(said).toMatchObject({
      ok: true,
      message: expect.stringContaining('AWS cannot delete a version'),
    });
  });

  it('names the actions of KMS when the current value cannot be decrypted', async () => {
    let isProbed = false;
    scene.aws.trouble(action => {
      if (action !== 'GetSecretValue') return undefined;
      // The probe asks for a version that is not there, which needs no key.
      const answer = isProbed
        ? {
            status: 400,
            type: 'AccessDeniedException',
            message: 'Access to KMS is not allowed PROVIDER TEXT',
          }
        : undefined;
      isProbed = true;
      return answer;
    });
    const checks = await failed();
    expect(checks).toMatchObject([
      { code: 'aws.value', fix: expect.stringContaining('kms:Decrypt') },
    ]);
    expect(JSON.stringify(checks)).not.toContain('PROVIDER TEXT');
  });

  it.each([
    ['aws.deletion', { DeletedDate: 1_900_000_000 }],
    ['aws.rotation', { RotationEnabled: true }],
    ['aws.rotation', { OwningService: 'rds' }],
    ['aws.replicas', { PrimaryRegion: 'eu-west-1' }],
    [
      'aws.replicas',
      { ReplicationStatus: [{ Region: 'eu-west-1', Status: 'Failed' }] },
    ],
  ])('fails with %s for a secret with %j', async (code, facts) => {
    scene.aws.alter(scene.run.path, facts);
    expect((await failed()).map(check_ => check_.code)).toEqual([code]);
  });

  it('reports the regions that AWS copies the secret to, and a KMS key of its own', async () => {
    scene.aws.alter(scene.run.path, {
      KmsKeyId: 'alias/payments',
      ReplicationStatus: [
        { Region: 'eu-west-1', Status: 'InSync' },
        { Region: 'us-east-1', Status: 'InProgress' },
      ],
    });
    const messages = (await check()).map(({ message }) => message).join('\n');
    expect(messages).toContain('eu-west-1, us-east-1');
    expect(messages).toContain('KMS key of its own');
    expect(await failed()).toEqual([]);
  });

  it('fails while another rotation has staged a value', async () => {
    await scene.hand.client.send(
      new PutSecretValueCommand({
        SecretId: scene.run.path,
        SecretString: 'x',
        VersionStages: ['AWSPENDING'],
      }),
    );
    expect((await failed()).map(({ code }) => code)).toEqual(['aws.pending']);
  });

  it('fails when labels of runs that were never cleared away leave no room', async () => {
    for (let run = 1; run <= 16; run++) {
      await scene.hand.client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: scene.run.path,
          VersionStage: `keyturn/R-${run}/keep`,
          MoveToVersionId: await currentId(),
        }),
      );
    }
    expect((await failed()).map(({ code }) => code)).toEqual(['aws.labels']);
  });

  async function currentId() {
    return (await scene.store.describe(scene.run, context)).current;
  }

  it('fails for a binary secret that is no text', async () => {
    await scene.hand.client.send(
      new PutSecretValueCommand({
        SecretId: scene.run.path,
        SecretBinary: Buffer.from([0xff]),
      }),
    );
    expect((await failed()).map(({ code }) => code)).toEqual(['aws.value']);
  });

  it('fails while a day brought more versions than AWS clears away, and passes a day later', async () => {
    for (let written = 0; written < 95; written++) {
      await scene.hand.client.send(
        new PutSecretValueCommand({
          SecretId: scene.run.path,
          SecretString: `{"password":"${written}"}`,
        }),
      );
    }
    expect((await failed()).map(({ code }) => code)).toEqual(['aws.versions']);
    const tomorrow = new AwsSecretStore({
      ...testOptions(scene.aws.address),
      now: () => Date.now() + 86_400_000,
    });
    expect(await failed(tomorrow)).toEqual([]);
  });

  it('fails for a path that is none', async () => {
    const checks = await scene.store.preflight({ path: 'a//b' }, context);
    expect(checks).toEqual([
      expect.objectContaining({ code: 'aws.configuration', ok: false }),
    ]);
  });
});
