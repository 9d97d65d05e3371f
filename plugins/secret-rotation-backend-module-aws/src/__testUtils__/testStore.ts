import { ConfigReader } from '@backstage/config';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { AwsSecretStore } from '../AwsSecretStore';
import { WriteBudget } from '../client/WriteBudgets';
import { readAwsSettings } from '../settings';

/** As whom to call. */
export interface TestCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A credential that AWS does not know. */
export const TEST_CREDENTIAL: TestCredential = {
  accessKeyId: 'AKIAKEYTURNTEST',
  secretAccessKey: 'the-secret-access-key',
};

/** The settings of an app-config entry for a server of the tests. */
export function testSettings(endpoint: string, more: object = {}) {
  const config = new ConfigReader({
    kind: 'aws',
    region: 'eu-central-1',
    endpoint,
    ...more,
  });
  return readAwsSettings({ name: 'aws-test', config });
}

/** What the store of an app-config entry is made of, with room for many writes. */
export function testOptions(
  endpoint: string,
  more: object = {},
  credential: TestCredential = TEST_CREDENTIAL,
) {
  const credentials: AwsCredentialsManager = {
    getCredentialProvider: async () => ({
      sdkCredentialProvider: async () => credential,
    }),
  };
  return {
    settings: testSettings(endpoint, more),
    credentials,
    budget: new WriteBudget(100_000),
  };
}

/** The store of an app-config entry. */
export function createStore(
  endpoint: string,
  more: object = {},
  now?: () => number,
): AwsSecretStore {
  return new AwsSecretStore({ ...testOptions(endpoint, more), now });
}
