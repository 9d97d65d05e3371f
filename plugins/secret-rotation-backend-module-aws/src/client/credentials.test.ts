import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { credentialsOf } from './credentials';
import { NoCredentialsError } from './failures';

const MAIN = { accessKeyId: 'AKIAMAIN', secretAccessKey: 'of-main' };
const OTHER = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'of-another' };

const manager = DefaultAwsCredentialsManager.fromConfig(
  new ConfigReader({
    aws: {
      mainAccount: MAIN,
      accounts: [{ accountId: '222222222222', ...OTHER }],
    },
  }),
);

async function credentials(accountId?: string) {
  const found = credentialsOf(manager, accountId);
  return typeof found === 'function' ? found() : found;
}

describe('the credentials of a store', () => {
  it("are those of Backstage's main account where the entry names no account", async () => {
    expect(await credentials()).toMatchObject(MAIN);
  });

  it('are those of the account that the entry names', async () => {
    expect(await credentials('222222222222')).toMatchObject(OTHER);
  });

  it('are asked for where app-config does not know the account', async () => {
    await expect(credentials('333333333333')).rejects.toMatchObject({
      constructor: MisconfiguredError,
      fix: expect.stringContaining('aws.accounts'),
    });
  });

  it('are said to be missing when their source refuses, without what it says', async () => {
    const refusing = credentialsOf(
      {
        getCredentialProvider: async () => ({
          sdkCredentialProvider: () =>
            Promise.reject(new Error('PROVIDER TEXT')),
        }),
      },
      undefined,
    );
    const error = await (refusing as () => Promise<unknown>)().catch(
      thrown => thrown,
    );
    expect(error).toBeInstanceOf(NoCredentialsError);
    expect(String(error)).not.toContain('PROVIDER TEXT');
  });
});
