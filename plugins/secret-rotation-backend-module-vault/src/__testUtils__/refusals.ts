import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { inspect } from 'node:util';
import type { VaultSecretStore } from '../VaultSecretStore';

const context = { signal: new AbortController().signal };

/** What preflight of a path has against it, on one line each: what is wrong, then what to do. */
export async function refusals(
  store: VaultSecretStore,
  path = 'payments/db',
): Promise<string[]> {
  const checks = await store.preflight({ path }, context);
  return checks.filter(({ ok }) => !ok).map(asLine);
}

/** The one reason of a call that fails; the whole error, printed deeply, shows none of the secrets. */
export async function reasonOf(
  call: Promise<unknown>,
  ...secrets: string[]
): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('It did not fail'),
    thrown => thrown,
  );
  const printed = inspect(error, { depth: Infinity, showHidden: true });
  for (const secret of [...secrets, '127.0.0.1']) {
    // Compared by hand: a failing matcher would print the secret.
    if (printed.includes(secret)) throw new Error('The error shows a secret');
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : '';
}

function asLine({ message, fix }: PreflightCheck): string {
  return `${message}. ${fix}`;
}
