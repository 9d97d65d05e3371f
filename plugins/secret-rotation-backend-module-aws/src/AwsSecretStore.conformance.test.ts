import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { awsServers, createAwsWorld } from './__testUtils__/awsWorld';

jest.setTimeout(300_000);

for (const { name, start } of awsServers()) {
  describeSecretStore(`AwsSecretStore on ${name}`, () => createAwsWorld(start));
}
