import {
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { AwsServiceStore } from './ServiceStore';
import type { StoreReader } from './StoreReader';

/** Reads by AWS's own client. @internal */
export function awsReader(store: AwsServiceStore): StoreReader {
  const { endpoint, region, accessKeyId, secretAccessKey } = store;
  const client = new SecretsManagerClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 5_000 },
  });
  const current = new GetSecretValueCommand({
    SecretId: store.path,
    VersionStage: 'AWSCURRENT',
  });
  return {
    async readValue() {
      const { VersionId, SecretString } = await client.send(current);
      return {
        version: VersionId ?? '',
        fields: JSON.parse(SecretString ?? ''),
      };
    },
  };
}
