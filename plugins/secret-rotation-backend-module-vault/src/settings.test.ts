import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { JsonObject } from '@backstage/types';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { readVaultSettings } from './settings';

const entry = {
  kind: 'vault',
  address: 'https://vault.internal:8200/',
  auth: { token: 'the-token' },
};

function read(config: JsonObject) {
  return readVaultSettings({
    name: 'vault-prod',
    config: new ConfigReader(config),
  });
}

describe('readVaultSettings', () => {
  it('fills in the defaults', () => {
    expect(read(entry)).toEqual({
      address: 'https://vault.internal:8200',
      nodes: [],
      cli: 'vault',
      mount: 'secret',
      staging: 'keyturn-staging',
      publicFields: ['username', 'host', 'port', 'database', 'dbname'],
      staticRoleMounts: [],
      maxValueBytes: 500_000,
      provision: false,
      login: expect.any(Function),
    });
  });

  it.each<[string, JsonObject]>([
    ['a token', { token: 'the-secret' }],
    ['a token in a file', { tokenFile: '/run/token' }],
    ['AppRole', { appRole: { roleId: 'r', secretId: 'the-secret' } }],
    ['AppRole without a secret id', { appRole: { roleIdFile: '/run/id' } }],
    [
      'AppRole with a wrapped secret id',
      { appRole: { roleId: 'r', wrappedSecretId: 'the-secret' } },
    ],
    ['Kubernetes', { kubernetes: { role: 'keyturn' } }],
    ['JWT', { jwt: { role: 'keyturn', token: 'the-secret', mount: 'oidc' } }],
  ])('accepts a login with %s, and printing it shows nothing', (_, auth) => {
    const printed = inspect(read({ ...entry, auth }), {
      depth: Infinity,
      showHidden: true,
    });
    expect(printed).not.toContain('the-secret');
  });

  const appRole = { roleId: 'r', secretId: 'the-token' };
  it.each<[string, object]>([
    ['address', { address: undefined }],
    ['address', { address: 'vault.internal:8200' }],
    ['address', { address: 'https://user:the-token@vault.internal' }],
    ['address', { address: 'https://vault.internal/v1' }],
    ['nodes.0', { nodes: ['vault-1'] }],
    ['mount', { mount: '../sys' }],
    ['staging', { staging: '' }],
    ['publicFields', { publicFields: 'username' }],
    ['staticRoleMounts', { staticRoleMounts: 'database' }],
    ['staticRoleMounts.0', { staticRoleMounts: ['../sys'] }],
    ['maxValueBytes', { maxValueBytes: 0 }],
    ['provision', { provision: 'yes' }],
    ['namespace', { namespace: 'a b' }],
    ['caFile', { caFile: resolve(__dirname, 'no-such-file') }],
    ['caFile', { caFile: __filename }],
    ['auth', { auth: {} }],
    ['auth', { auth: undefined }],
    ['auth', { auth: { token: 'the-token', appRole } }],
    ['auth', { auth: { userpass: { name: 'the-token' } } }],
    ['auth.token', { auth: { token: 'the-token\r\n' } }],
    ['auth.tokenFile', { auth: { tokenFile: '' } }],
    ['auth.appRole', { auth: { appRole: {} } }],
    ['auth.appRole', { auth: { appRole: { secretId: 'the-token' } } }],
    [
      'auth.appRole',
      { auth: { appRole: { ...appRole, wrappedSecretId: 'the-token' } } },
    ],
    ['auth.appRole.mount', { auth: { appRole: { ...appRole, mount: '..' } } }],
    [
      'auth.appRole.secretId',
      { auth: { appRole: { ...appRole, secretId: 'a b' } } },
    ],
    ['auth.kubernetes.role', { auth: { kubernetes: {} } }],
    ['auth.jwt', { auth: { jwt: { role: 'keyturn' } } }],
  ])('names %s when it is %j, and shows no token', (key, wrong) => {
    let error: unknown;
    try {
      read({ ...entry, ...wrong } as JsonObject);
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(MisconfiguredError);
    const { message, fix } = error as MisconfiguredError;
    expect(message).toContain(`secretRotation.stores.vault-prod.${key} `);
    expect(fix).not.toBe('See the documentation of the Vault store');
    expect(fix).not.toBe('');
    expect(message + fix).not.toContain('the-token');
  });
});
