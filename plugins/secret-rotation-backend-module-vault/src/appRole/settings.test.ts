import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { parseAppRoleOptions } from './options';
import { readAppRoleRotatorSettings } from './settings';

const ENTRY = {
  kind: 'vault-approle',
  address: 'https://vault.internal:8200/',
  auth: { token: 'the-token' },
};

const read = (entry: object) =>
  readAppRoleRotatorSettings({
    name: 'approle',
    config: new ConfigReader(entry),
  });

it('reads an entry and fills in what is usual', () => {
  expect(read(ENTRY)).toMatchObject({
    address: 'https://vault.internal:8200',
    mount: 'approle',
    nodes: [],
  });
});

it.each([
  ['address', { ...ENTRY, address: 'vault' }],
  ['mount', { ...ENTRY, mount: '../sys' }],
  ['auth', { ...ENTRY, auth: {} }],
  ['auth.appRole', { ...ENTRY, auth: { appRole: { roleId: 1 } } }],
])('names the key %s and the fix', (key, entry) => {
  let thrown: unknown;
  try {
    read(entry);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MisconfiguredError);
  expect(thrown).toMatchObject({
    message: `secretRotation.rotators.approle.${key} is missing or not usable`,
    fix: expect.stringMatching(/./),
  });
});

it.each([
  undefined,
  {},
  { role: 'Keyturn' },
  { role: 'a/b' },
  { role: '..' },
  { role: 'keyturn', more: 1 },
])('takes no options like %j', options => {
  expect(() => parseAppRoleOptions(options)).toThrow(
    'spec.rotation.options.role is missing or not usable',
  );
});
