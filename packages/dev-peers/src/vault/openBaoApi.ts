import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerProcess } from '../processes/serverProcess';

/** Which of the two a program is. */
export async function kindOf(binary: string): Promise<'openbao' | 'vault'> {
  const { stdout } = await promisify(execFile)(binary, ['version']);
  return stdout.startsWith('Vault') ? 'vault' : 'openbao';
}

/** One request to a server; status 0 while it does not listen. */
export async function call(
  address: string,
  method: string,
  path: string,
  request: { token?: string; body?: object } = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${address}/v1/${path}`, {
    method,
    headers: request.token ? { 'X-Vault-Token': request.token } : {},
    body: request.body && JSON.stringify(request.body),
  }).catch(() => undefined); // it does not listen yet
  const text = await response?.text();
  return {
    status: response?.status ?? 0,
    body: text ? JSON.parse(text) : undefined,
  };
}

/** Opens a sealed server and waits until it answers requests as the active node. */
export async function unseal(
  server: ServerProcess,
  address: string,
  key: string,
): Promise<void> {
  await call(address, 'PUT', 'sys/unseal', { body: { key } });
  await server.untilReady(
    async () => (await call(address, 'GET', 'sys/health')).status === 200,
  );
}

/** Waits until a server listens. */
export async function untilListening(
  server: ServerProcess,
  address: string,
): Promise<void> {
  await server.untilReady(
    async () => (await call(address, 'GET', 'sys/init')).status === 200,
  );
}
