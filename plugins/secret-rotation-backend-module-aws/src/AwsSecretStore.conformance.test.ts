import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { motoForTests } from '@keyturn/dev-peers';
import { createAwsWorld } from './__testUtils__/awsWorld';

jest.setTimeout(120_000);

const { binary } = motoForTests();

if (binary) {
  describeSecretStore('AwsSecretStore on moto', () => createAwsWorld(binary));
} else {
  it.todo('keeps the contract of SecretStore, where there is a moto_server');
}
