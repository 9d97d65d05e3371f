import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { NoCredentialsError } from './failures';

/** The credentials of an account, looked for at the first request. Without an account: those of the main account. */
export function credentialsOf(
  manager: AwsCredentialsManager,
  accountId: string | undefined,
): NonNullable<SecretsManagerClientConfig['credentials']> {
  return async options => {
    const { sdkCredentialProvider } = await manager
      .getCredentialProvider({ accountId })
      .catch(() => {
        throw new MisconfiguredError(
          'There are no credentials for the account of the store',
          'Describe the account in aws.accounts of app-config, or correct accountId in the entry of the store',
        );
      });
    return sdkCredentialProvider(options).catch(() => {
      // A refusal of STS must not pass for one of Secrets Manager.
      throw new NoCredentialsError('No AWS credential is to be had now');
    });
  };
}
