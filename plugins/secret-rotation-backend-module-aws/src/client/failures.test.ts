import {
  DriftError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  contextOf,
  errorOf,
  password,
  startScene,
  type StandInScene,
} from '../__testUtils__/standInScene';

jest.setTimeout(60_000);

const context = contextOf(1);

describe('an answer of AWS', () => {
  let scene: StandInScene;
  let stage: () => ReturnType<SecretStore['stage']>;
  beforeEach(async () => {
    scene = await startScene();
    await scene.seed('{"password":"old"}');
    const value = password('new');
    stage = () => scene.store.stage({ ...scene.run, value }, context);
  });
  afterEach(() => scene.close());

  function answerPut(
    type: string,
    status = 400,
    more: { message?: string; headers?: Record<string, string> } = {},
  ) {
    scene.aws.trouble(action =>
      action === 'PutSecretValue'
        ? { status, type, message: 'PROVIDER TEXT', ...more }
        : undefined,
    );
  }

  it.each([
    ['InternalServiceError', 500],
    ['ServiceUnavailable', 503],
    ['SomethingNew', 418],
  ])('of type %s means that it is unavailable', async (type, status) => {
    answerPut(type, status);
    expect(await errorOf(stage())).toBeInstanceOf(UnavailableError);
  });

  it.each(['ThrottlingException', 'TooManyRequestsException', 'SlowDown'])(
    'of type %s means to try again in a while',
    async type => {
      answerPut(type);
      const error = await errorOf(stage());
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error).toMatchObject({ retryAfterMs: 2000 });
    },
  );

  it('says itself when to try again', async () => {
    answerPut('ThrottlingException', 429, { headers: { 'retry-after': '7' } });
    expect(await errorOf(stage())).toMatchObject({ retryAfterMs: 7000 });
  });

  it('that denies an action leads to the line of policy that grants it', async () => {
    answerPut('AccessDeniedException');
    const error = await errorOf(stage());
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(error.message).toContain('secretsmanager:PutSecretValue');
    expect(error).toMatchObject({
      fix: expect.stringContaining(
        '"Action":"secretsmanager:PutSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:payments/db-??????"',
      ),
    });
  });

  it('that denies the KMS key leads to the actions of KMS', async () => {
    answerPut('AccessDeniedException', 400, {
      message: 'Access to KMS is not allowed PROVIDER TEXT',
    });
    const error = await errorOf(stage());
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(error).toMatchObject({
      fix: expect.stringContaining('kms:GenerateDataKey'),
    });
  });

  it.each([
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
  ])('of type %s means that the credential is not valid', async type => {
    answerPut(type);
    const error = await errorOf(stage());
    expect(error).toBeInstanceOf(PermissionDeniedError);
    expect(error.message).toContain('credential');
  });

  it.each([
    ['ResourceNotFoundException', DriftError],
    ['InvalidParameterException', MisconfiguredError],
    ['InvalidRequestException', MisconfiguredError],
    ['EncryptionFailure', MisconfiguredError],
    ['LimitExceededException', UnavailableError],
  ])('of type %s means what it says', async (type, kind) => {
    answerPut(type);
    expect(await errorOf(stage())).toBeInstanceOf(kind);
  });

  it('is not asked for twice: the engine tries again', async () => {
    answerPut('InternalServiceError', 500);
    await errorOf(stage());
    expect(
      scene.aws.actions.filter(action => action === 'PutSecretValue'),
    ).toHaveLength(1);
  });
});
