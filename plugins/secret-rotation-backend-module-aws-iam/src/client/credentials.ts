import type { IAMClientConfig } from '@aws-sdk/client-iam';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/**
 * The credentials of an account, looked for at the first request. Without an account: those of the main account.
 * @internal
 */
export function credentialsOf(
  manager: AwsCredentialsManager,
  accountId: string | undefined,
): NonNullable<IAMClientConfig['credentials']> {
  return async options => {
    const { sdkCredentialProvider } = await manager
      .getCredentialProvider({ accountId })
      .catch(() => {
        throw new MisconfiguredError(
          'There are no credentials for the account of the rotator',
          'Describe the account in aws.accounts of app-config, or correct accountId in the entry of the rotator',
        );
      });
    return sdkCredentialProvider(options).catch(() => {
      // A refusal of STS must not pass for one of IAM.
      throw new UnavailableError('No AWS credential is to be had now');
    });
  };
}
