import { findVaultBinary } from './findVaultBinary';

/** A secrets manager that tests run against. @public */
export interface SecretsManagerForTests {
  readonly name: 'OpenBao' | 'KV stand-in';
  /** For `startSecretsManager`. */
  readonly binary: string | 'none';
}

/**
 * What this machine can test against: the stand-in always, OpenBao or Vault where there is a binary. A missing one is
 * named in the output; with `KEYTURN_REQUIRE_PEERS` it is an error.
 * @public
 */
export function secretsManagersForTests(
  env: Readonly<Record<string, string | undefined>> = process.env,
): SecretsManagerForTests[] {
  const standIn = { name: 'KV stand-in', binary: 'none' } as const;
  const binary = findVaultBinary(env);
  if (binary) {
    return [standIn, { name: 'OpenBao', binary }];
  }
  const missing =
    'not tested: OpenBao (no bao or vault binary found; set KEYTURN_VAULT_BINARY)';
  if (env.KEYTURN_REQUIRE_PEERS) {
    throw new Error(missing);
  }
  // Tests have no logger, and the line must reach the run's output.
  console.warn(missing);
  return [standIn];
}
