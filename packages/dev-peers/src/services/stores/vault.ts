import { HttpAnswerError } from '../clients/HttpAnswerError';
import type { VaultServiceStore } from './ServiceStore';
import type { Fields, StoreReader } from './StoreReader';

/** Reads from a KV v2 engine over plain HTTP. @internal */
export function vaultReader(store: VaultServiceStore): StoreReader {
  return {
    async readValue() {
      const response = await fetch(
        `${store.address}/v1/${store.mount}/data/${store.path}`,
        {
          headers: { 'x-vault-token': store.token, 'x-vault-request': 'true' },
          redirect: 'error',
          signal: AbortSignal.timeout(5_000),
        },
      );
      if (!response.ok) {
        await response.body?.cancel();
        throw new HttpAnswerError(response.status);
      }
      const { data: secret } = (await response.json()) as {
        data: {
          data: Fields;
          metadata: { version: number };
        };
      };
      return {
        version: String(secret.metadata.version),
        fields: secret.data,
      };
    },
  };
}
