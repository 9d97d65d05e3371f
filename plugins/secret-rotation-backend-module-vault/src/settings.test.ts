import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { JsonObject } from '@backstage/types';
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
  it('fills in the defaults', async () => {
    const { auth, ...settings } = read(entry);

    expect(settings).toEqual({
      address: 'https://vault.internal:8200',
      mount: 'secret',
      staging: 'keyturn-staging',
      publicFields: ['username', 'host', 'port', 'database', 'dbname'],
    });
    expect(await auth.token({ signal: new AbortController().signal })).toBe(
      'the-token',
    );
  });

  it.each([
    ['address', { address: undefined }],
    ['address', { address: 'vault.internal:8200' }],
    ['address', { address: 'https://user:the-token@vault.internal' }],
    ['address', { address: 'https://vault.internal/v1' }],
    ['mount', { mount: '../sys' }],
    ['staging', { staging: '' }],
    ['publicFields', { publicFields: 'username' }],
    ['namespace', { namespace: 'a b' }],
    ['auth.token', { auth: {} }],
    ['auth.token', { auth: { token: 'the-token\r\n' } }],
    ['auth', { auth: undefined }],
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
    expect(fix).not.toBe('');
    expect(message + fix).not.toContain('the-token');
  });
});
