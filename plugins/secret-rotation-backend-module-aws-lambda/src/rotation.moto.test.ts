import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { motoForTests, startMotoInFolder } from '@keyturn/dev-peers';
import { NEW, OLD, TestFunctions } from './__testUtils__/TestFunctions';
import { LambdaApi } from './client/LambdaApi';

jest.setTimeout(120_000);

const { binary } = motoForTests();
const describeIt = binary ? describe : describe.skip;
const REGION = 'eu-central-1';
const CREDENTIALS = { accessKeyId: 'AKIAANY', secretAccessKey: 'any' };
const FUNCTION = 'checkout-api';

// Moto keeps no revisions of configurations and no warm capacity, and without containers it runs no function: what these
// decide is tested on our stand-in.
describeIt('a function on moto', () => {
  let moto: Awaited<ReturnType<typeof startMotoInFolder>>;
  let world: TestFunctions;
  let client: LambdaClient;
  let api: LambdaApi;
  beforeAll(async () => {
    moto = await startMotoInFolder(binary ?? 'none');
    world = await TestFunctions.start();
    const where = {
      region: REGION,
      endpoint: moto.address,
      credentials: CREDENTIALS,
    };
    client = new LambdaClient(where);
    api = new LambdaApi(
      { ...where, timeoutMs: 5_000 },
      CREDENTIALS,
      new AbortController().signal,
    );
    const iam = new IAMClient(where);
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'checkout',
        AssumeRolePolicyDocument: '{}',
      }),
    );
    iam.destroy();
    await client.send(
      new CreateFunctionCommand({
        FunctionName: FUNCTION,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: Role?.Arn,
        Code: { ZipFile: Buffer.from('never run') },
        Environment: { Variables: { LOG_LEVEL: 'info' } },
      }),
    );
  });
  afterAll(async () => {
    api?.close();
    client?.destroy();
    await world?.stop();
    await moto?.stop();
  });

  const adapter = () =>
    world.adapter({ endpoint: moto.address, probe: undefined });

  it('carries the version that it was told, beside the variables of its owner', async () => {
    for (const version of [NEW, OLD])
      expect(await world.reload(adapter(), version)).toEqual({ told: 1 });
    expect((await api.configuration(FUNCTION)).Environment?.Variables).toEqual({
      LOG_LEVEL: 'info',
      KEYTURN_VERSION_PAYMENTS_DB_LOGIN_64485BDF: OLD,
    });
    expect(await world.observe(adapter())).toEqual([
      expect.objectContaining({ health: 'healthy' }),
    ]);
  });

  it('is published once for a change, and its alias is moved', async () => {
    const first = await api.publish(await api.configuration(FUNCTION));
    await client.send(
      new CreateAliasCommand({
        FunctionName: FUNCTION,
        Name: 'live',
        FunctionVersion: first.Version,
      }),
    );
    await world.reload(adapter(), NEW);
    const latest = await api.configuration(FUNCTION);
    const next = await api.publish(latest);
    expect((await api.publish(latest)).Version).toBe(next.Version);
    expect(next).toMatchObject({ State: 'Active' });
    expect(next.Version).not.toBe(first.Version);
    const alias = await api.alias(FUNCTION, 'live');
    await api.moveAlias(FUNCTION, alias, next.Version ?? '');
    expect(await api.aliases(FUNCTION)).toEqual([
      expect.objectContaining({ Name: 'live', FunctionVersion: next.Version }),
    ]);
    expect(
      (await api.configuration(FUNCTION, 'live')).Environment?.Variables,
    ).toMatchObject({ KEYTURN_VERSION_PAYMENTS_DB_LOGIN_64485BDF: NEW });
  });
});
