import { createHmac } from 'node:crypto';
import type { ServiceEnvironment } from './settings';

/** A database login as the store holds it. @internal */
export interface Login {
  /** The store's id of the version. */
  readonly version: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Reads the current version of the service's secret from a KV v2 engine, as any service would: without Keyturn.
 * @throws Error without the answer's text
 * @internal
 */
export async function readLogin({
  settings: { store },
  storeToken,
}: ServiceEnvironment): Promise<Login> {
  const response = await fetch(
    `${store.address}/v1/${store.mount}/data/${store.path}`,
    {
      headers: { 'x-vault-token': storeToken, 'x-vault-request': 'true' },
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
    },
  );
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The store answered ${response.status}`);
  }
  const { data: secret } = (await response.json()) as {
    data: {
      data: { username: string; password: string };
      metadata: { version: number };
    };
  };
  return {
    version: String(secret.metadata.version),
    username: secret.data.username,
    password: secret.data.password,
  };
}

/** Proves that the service holds a password to whoever holds it too, without showing it. @internal */
export function prove(password: string, nonce: string): string {
  return createHmac('sha256', password).update(nonce).digest('hex');
}
