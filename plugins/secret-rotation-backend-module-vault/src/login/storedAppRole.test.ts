import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  type EffectContext,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';
import { reasonOf, refusals } from '../__testUtils__/refusals';
import { readVaultSettings } from '../settings';
import { VaultSecretStore } from '../VaultSecretStore';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const place = { path: 'payments/db' };
const secret = { store: 'keeper', path: 'platform/keyturn-login' };

/** A portal whose other store holds what `present` is. */
function portalWith(present: { value: SecretValue }) {
  const logIns: Array<(context: EffectContext) => Promise<void>> = [];
  const ownCredentials: OwnCredentials = {
    use(reference, logIn) {
      expect(reference).toEqual(secret);
      logIns.push(logIn);
      return { read: async () => present.value };
    },
  };
  return { ownCredentials, logIns };
}

describeOnOpenBao('login with an AppRole that lies in a store', world => {
  let roleId: string;
  beforeAll(async () => {
    const { admin } = world();
    await admin.call('POST', 'sys/auth/approle', { type: 'approle' });
    await admin.call('POST', 'auth/approle/role/keyturn', {
      token_policies: ['keyturn'],
      token_ttl: '60s',
    });
    const answer = await admin.call<{ data: { role_id: string } }>(
      'GET',
      'auth/approle/role/keyturn/role-id',
    );
    roleId = answer.data.role_id;
  });

  const loginOf = (secretId: string) =>
    SecretValue.of({
      roleId: { value: roleId, secret: false },
      secretId: { value: secretId, secret: true },
    });

  async function issue() {
    const { data } = await world().admin.call<{
      data: { secret_id: string; secret_id_accessor: string };
    }>('POST', 'auth/approle/role/keyturn/secret-id');
    return {
      secretId: data.secret_id,
      value: loginOf(data.secret_id),
      destroy: () =>
        world().admin.call(
          'POST',
          'auth/approle/role/keyturn/secret-id-accessor/destroy',
          { secret_id_accessor: data.secret_id_accessor },
        ),
    };
  }

  function storeWith(present: { value: SecretValue }) {
    const { ownCredentials, logIns } = portalWith(present);
    const config = new ConfigReader({
      kind: 'vault',
      address: world().server.address,
      auth: { appRole: { secret } },
      provision: true,
    });
    const entry = { name: 'vault-prod', config, ownCredentials };
    const store = new VaultSecretStore(readVaultSettings(entry));
    return { store, logIns };
  }

  it('goes on with what lies there now, without a restart, when the former one is destroyed', async () => {
    const former = await issue();
    const present = { value: former.value };
    const { store, logIns } = storeWith(present);
    expect(await refusals(store)).toEqual([]);

    const next = await issue();
    present.value = next.value;
    await former.destroy();
    await world().admin.call(
      'POST',
      'sys/leases/revoke-prefix/auth/approle/login',
    );

    expect(await store.describe(place, context)).toEqual({ versions: [] });
    await expect(logIns[0]?.(context)).resolves.toBeUndefined();
  });

  it('proves by a login of its own what lies there, not by a token that it holds', async () => {
    const present = { value: (await issue()).value };
    const { store, logIns } = storeWith(present);
    await store.describe(place, context);

    present.value = loginOf('not-one');
    expect(await reasonOf(logIns[0]?.(context) ?? Promise.resolve())).toBe(
      'PermissionDeniedError: The secrets manager refuses the login with AppRole',
    );
    expect(await store.describe(place, context)).toEqual({ versions: [] });
  });

  it('gives the former token back when it proves its login', async () => {
    const present = { value: (await issue()).value };
    const { store, logIns } = storeWith(present);
    await world().admin.call(
      'POST',
      'sys/leases/revoke-prefix/auth/approle/login',
    );
    const alive = async () => {
      const answer = await world().admin.ask<{ data: { keys: string[] } }>(
        'LIST',
        'sys/leases/lookup/auth/approle/login',
      );
      return answer?.data.keys.length ?? 0;
    };
    await store.describe(place, context);
    await logIns[0]?.(context);
    await logIns[0]?.(context);
    expect(await alive()).toBe(1);
    expect(await store.describe(place, context)).toEqual({ versions: [] });
  });

  it('says which fields are missing, and shows none', async () => {
    const value = SecretValue.of({
      secretId: { value: 'x-y-z', secret: true },
    });
    const { store } = storeWith({ value });
    expect(await reasonOf(store.describe(place, context), 'x-y-z')).toBe(
      'MisconfiguredError: The secret of secretRotation.stores.vault-prod.auth.appRole.secret has no fields roleId and secretId',
    );
  });

  it('needs a portal, and takes no other id beside the secret', () => {
    const read = (appRole: object) => () =>
      new VaultSecretStore(
        readVaultSettings({
          name: 'vault-prod',
          config: new ConfigReader({
            address: world().server.address,
            auth: { appRole },
          }),
        }),
      );
    expect(read({ secret })).toThrow(/appRole\.secret needs a portal/);
    expect(read({ secret, roleId })).toThrow(
      'secretRotation.stores.vault-prod.auth.appRole is missing or not usable',
    );
  });
});
