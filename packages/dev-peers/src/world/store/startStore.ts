import { findVaultBinary, startSecretsManager } from '../../vault';
import type { WorldState } from '../WorldState';
import { keyturnPolicy, servicePolicy } from './policies';
import { StoreAdmin } from './StoreAdmin';

/** The store of a world. @internal */
export interface WorldStore {
  /** For people: what it is, and whether it is a stand-in. */
  readonly description: string;
  readonly isStandIn: boolean;
  readonly address: string;
  readonly mount: string;
  readonly admin: StoreAdmin;
  /** Absent for a server that was there before. */
  readonly pid?: number;
  /** Each with no more rights than its bearer needs. */
  readonly tokens: { readonly keyturn: string; readonly services: string };
  /** Removes what the world made on a server that stays. */
  discard(): Promise<void>;
  stop(): Promise<void>;
}

interface Server {
  readonly description: string;
  readonly isStandIn: boolean;
  readonly address: string;
  readonly token: string;
  readonly mount: string;
  readonly pid?: number;
  stop(): Promise<void>;
}

/**
 * Starts OpenBao or Vault where the machine has its binary; else uses the server at `VAULT_ADDR` with `VAULT_TOKEN`;
 * else starts our stand-in.
 * @internal
 */
export async function startStore(
  state: WorldState,
  dataDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<WorldStore> {
  const isExternal = !findVaultBinary(env) && env.VAULT_ADDR;
  const server = isExternal
    ? external(state, env)
    : await local(state, dataDir, env);
  const admin = new StoreAdmin(server);
  try {
    if (isExternal) {
      await admin.mountKv(server.mount);
    }
    const name = (bearer: string) => `${bearer}-${state.id}`;
    return {
      ...server,
      admin,
      discard: async () => {
        if (isExternal) {
          await admin.unmount(server.mount);
        }
      },
      tokens: {
        keyturn: await admin.createToken(
          name('keyturn'),
          keyturnPolicy(server.mount),
        ),
        services: await admin.createToken(
          name('payments-services'),
          servicePolicy(server.mount),
        ),
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function local(
  state: WorldState,
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Server> {
  const server = await startSecretsManager({
    dataDir,
    port: await state.port('secrets-manager'),
    binary: findVaultBinary(env) ?? 'none',
  });
  const descriptions = {
    openbao: 'OpenBao (real)',
    vault: 'HashiCorp Vault (real)',
    'stand-in': 'our stand-in for Vault (neither bao nor vault was found)',
  };
  return {
    ...server,
    mount: 'secret',
    description: descriptions[server.kind],
    isStandIn: server.kind === 'stand-in',
  };
}

/** Somebody's own server: the world keeps to an engine of its own there. */
function external(
  state: WorldState,
  env: Readonly<Record<string, string | undefined>>,
): Server {
  if (!env.VAULT_ADDR || !env.VAULT_TOKEN) {
    throw new Error(
      'VAULT_ADDR is set without VAULT_TOKEN. Set both, or unset VAULT_ADDR to use what npm start brings along.',
    );
  }
  return {
    address: env.VAULT_ADDR.replace(/\/+$/, ''),
    token: env.VAULT_TOKEN,
    mount: `keyturn-quick-start-${state.id}`,
    description: 'the server at VAULT_ADDR (real)',
    isStandIn: false,
    stop: async () => undefined,
  };
}
