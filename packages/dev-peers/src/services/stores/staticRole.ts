import type { StaticRoleServiceStore } from './ServiceStore';
import type { StoreReader } from './StoreReader';

/** Reads a static role over plain HTTP. Its version is the instant of the manager's rotation. @internal */
export function staticRoleReader(store: StaticRoleServiceStore): StoreReader {
  return {
    async readValue() {
      const response = await fetch(
        `${store.address}/v1/${store.mount}/static-creds/${store.path}`,
        {
          headers: { 'x-vault-token': store.token, 'x-vault-request': 'true' },
          redirect: 'error',
          signal: AbortSignal.timeout(5_000),
        },
      );
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`The store answered ${response.status}`);
      }
      const { data } = (await response.json()) as {
        data: {
          username: string;
          password: string;
          last_vault_rotation: string;
        };
      };
      const { username, password } = data;
      return {
        version: data.last_vault_rotation,
        fields: { username, password },
      };
    },
  };
}
