import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readServiceAccountSettings } from './settings';

function read(entry: object) {
  const config = new ConfigReader({ kind: 'gcp-service-account', ...entry });
  return readServiceAccountSettings({ name: 'pay', config });
}

it('reads an entry', () => {
  expect(read({})).toEqual({ keyFile: undefined, standIn: undefined });
  expect(read({ endpoint: 'http://127.0.0.1:8085' }).standIn).toBe(
    'http://127.0.0.1:8085',
  );
});

it.each([
  ['auth', { auth: { key: 'text' } }],
  ['endpoint', { endpoint: 'https://iam.example.com' }],
  ['endpoint', { endpoint: 'http://127.0.0.1.example.com:80' }],
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
