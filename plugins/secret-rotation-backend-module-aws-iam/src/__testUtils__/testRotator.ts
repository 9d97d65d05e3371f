import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AccessKey } from '../accessKeyFields';
import { AccessKeyRotator } from '../AccessKeyRotator';
import { readAwsIamSettings } from '../settings';

/** A rotator that acts with a key, at an address in place of AWS. */
export function rotatorAt(
  endpoint: string,
  { id, secret }: AccessKey,
): AccessKeyRotator {
  const credentials = DefaultAwsCredentialsManager.fromConfig(
    new ConfigReader({
      aws: { mainAccount: { accessKeyId: id, secretAccessKey: secret } },
    }),
  );
  const config = new ConfigReader({ kind: 'aws-iam', endpoint });
  return new AccessKeyRotator({
    settings: readAwsIamSettings({ name: 'aws', config }),
    credentials,
  });
}

/** A value as a store gives it. */
export function accessKeyValue({ id, secret }: AccessKey): SecretValue {
  return SecretValue.of({
    accessKeyId: { value: id, secret: false },
    secretAccessKey: { value: secret, secret: true },
    bucket: { value: 'payments-archive', secret: false },
  });
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}
