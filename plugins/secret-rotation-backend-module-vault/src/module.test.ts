import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  secretRotationExtensionPoint,
  type AdapterFactory,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { AppRoleRotator } from './appRole/AppRoleRotator';
import vaultModule from './index';
import { StaticRoleStore } from './staticRoles/StaticRoleStore';
import { VaultSecretStore } from './VaultSecretStore';

describe('the module', () => {
  it('adds its kinds of stores and rotators, which open no connection when they are built', async () => {
    const addStore = jest.fn();
    const addRotator = jest.fn();
    await startTestBackend({
      features: [vaultModule],
      extensionPoints: [
        [
          secretRotationExtensionPoint,
          { addStore, addRotator, addConsumer: jest.fn() },
        ],
      ],
    });

    const factories = new Map<string, AdapterFactory<unknown>>([
      ...addStore.mock.calls,
      ...addRotator.mock.calls,
    ]);
    expect([...factories.keys()]).toEqual([
      'vault',
      'vault-static-roles',
      'vault-approle',
    ]);
    const config = new ConfigReader({
      kind: 'vault',
      address: 'https://vault.invalid',
      auth: { token: 'the-token' },
    });
    const build = (kind: string) =>
      factories.get(kind)?.({ name: 'vault-prod', config });
    expect(build('vault')).toBeInstanceOf(VaultSecretStore);
    expect(build('vault-static-roles')).toBeInstanceOf(StaticRoleStore);
    expect(build('vault-approle')).toBeInstanceOf(AppRoleRotator);
  });
});
