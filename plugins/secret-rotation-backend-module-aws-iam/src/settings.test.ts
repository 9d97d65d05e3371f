import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readAwsIamSettings } from './settings';

function read(entry: object) {
  const config = new ConfigReader({ kind: 'aws-iam', ...entry });
  return readAwsIamSettings({ name: 'pay', config });
}

it('reads an entry and fills in what is usual', () => {
  expect(read({})).toMatchObject({
    region: 'us-east-1',
    regions: ['us-east-1'],
    fields: { id: 'accessKeyId', secret: 'secretAccessKey', user: 'userName' },
  });
  expect(read({ regions: ['eu-central-1', 'eu-west-1'] }).regions).toHaveLength(
    2,
  );
});

it.each([
  ['region', { region: 'Frankfurt' }],
  ['regions.1', { regions: ['eu-central-1', 'x'] }],
  ['accountId', { accountId: 123 }],
  ['endpoint', { endpoint: 'https://user:pass@iam.example.com' }],
  ['fields.id', { fields: { id: '' } }],
])('names the key %s and the fix', (key, entry) => {
  let thrown: unknown;
  try {
    read(entry);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: expect.stringContaining(`secretRotation.rotators.pay.${key} `),
    fix: expect.stringMatching(/./),
  });
});
