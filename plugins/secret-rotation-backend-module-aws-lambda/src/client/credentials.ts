import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What signs the requests. @internal */
export type Credentials = NonNullable<LambdaClientConfig['credentials']>;

/** The credentials of an account, looked for at the first request. Without an account: those of the main account. @internal */
export function credentialsOf(
  manager: AwsCredentialsManager,
  { key, accountId }: { key: string; accountId?: string },
): Credentials {
  return async options => {
    const { sdkCredentialProvider } = await manager
      .getCredentialProvider({ accountId })
      .catch(() => {
        throw new MisconfiguredError(
          `There are no credentials for the account of ${key}`,
          `Describe the account in aws.accounts of app-config, or correct ${key}.accountId`,
        );
      });
    return sdkCredentialProvider(options).catch(() => {
      // A refusal of STS must not pass for one of Lambda.
      throw new UnavailableError('No AWS credential is to be had now');
    });
  };
}
