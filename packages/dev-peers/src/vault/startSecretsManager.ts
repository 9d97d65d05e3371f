import { findVaultBinary } from './findVaultBinary';
import { startKvStandIn } from './startKvStandIn';
import { startOpenBao } from './startOpenBao';

/** What a running secrets manager is. @public */
export type SecretsManagerKind = 'openbao' | 'vault' | 'stand-in';

/**
 * A secrets manager on loopback, with a KV v2 engine at `secret`. It is its own process group and outlives a killed
 * starter; the next start on the same folder ends what is left.
 * @public
 */
export interface SecretsManager {
  readonly kind: SecretsManagerKind;
  readonly address: string;
  /** The root token. Never print it. */
  readonly token: string;
  readonly pid: number;
  /** Seals it, as an operator does in an emergency. Absent where nothing is sealed: our stand-in. */
  readonly seal?: () => Promise<Sealed>;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

/** A secrets manager that refuses every request until it is opened again. @public */
export interface Sealed {
  /** Resolves when it answers requests again. */
  unseal(): Promise<void>;
}

/** How to start a secrets manager. @public */
export interface SecretsManagerOptions {
  /** The folder of everything that it keeps, its log `server.log` too. Made when absent; a restart finds its data. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Default: what {@link findVaultBinary} finds; `none`: the stand-in in any case. */
  readonly binary?: string | 'none';
}

/**
 * Starts OpenBao or Vault when the machine has its binary, else our stand-in for it.
 * @public
 */
export async function startSecretsManager(
  options: SecretsManagerOptions,
): Promise<SecretsManager> {
  const { dataDir, port } = options;
  const binary =
    options.binary === 'none' ? undefined : options.binary ?? findVaultBinary();
  return binary
    ? startOpenBao({ binary, dataDir, port })
    : startKvStandIn({ dataDir, port });
}
