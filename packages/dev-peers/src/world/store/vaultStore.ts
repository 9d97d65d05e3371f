import { findVaultBinary, startSecretsManager } from '../../vault';
import type { WorldState } from '../WorldState';
import { keyturnPolicy, servicePolicy } from './policies';
import { StoreAdmin } from './StoreAdmin';
import type { StoreOperator, WorldStore } from './WorldStore';

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
 * Uses the server at `VAULT_ADDR` with `VAULT_TOKEN` where they are set; else starts OpenBao or Vault where the machine
 * has its binary; else starts our stand-in.
 * @internal
 */
export async function startVaultStore(
  state: WorldState,
  dataDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<WorldStore> {
  const isExternal = Boolean(env.VAULT_ADDR);
  const server = isExternal
    ? external(state, env)
    : await local(state, dataDir, env);
  const { address, token, mount } = server;
  const admin = new StoreAdmin(server);
  const policies = policyNames(state);
  try {
    if (isExternal) {
      await admin.mountKv(mount);
    }
    const tokens = {
      keyturn: await admin.createToken(policies.keyturn, keyturnPolicy(mount)),
      services: await admin.createToken(
        policies.services,
        servicePolicy(mount),
      ),
    };
    return {
      kind: 'vault',
      description: server.description,
      isStandIn: server.isStandIn,
      pid: server.pid,
      entry: {
        kind: 'vault',
        address,
        mount,
        auth: { token: tokens.keyturn },
      },
      operator: vaultOperator({ address, token, mount }),
      serviceStore: path => ({
        kind: 'vault',
        address,
        token: tokens.services,
        mount,
        path,
      }),
      discard: () => discardVaultStore(state, env),
      stop: async () => {
        if (isExternal) {
          await admin.revokeToken(tokens.keyturn);
          await admin.revokeToken(tokens.services);
        }
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Removes what a world made at `VAULT_ADDR`; its tokens end when it stops. @internal */
export async function discardVaultStore(
  state: WorldState,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (env.VAULT_ADDR) {
    const server = external(state, env);
    const admin = new StoreAdmin(server);
    await admin.unmount(server.mount);
    for (const policy of Object.values(policyNames(state))) {
      await admin.deletePolicy(policy);
    }
  }
}

function policyNames({ id }: WorldState) {
  return { keyturn: `keyturn-${id}`, services: `payments-services-${id}` };
}

/** Acts on a KV engine of version 2 as the bearer of a token. @internal */
export function vaultOperator(engine: {
  readonly address: string;
  readonly token: string;
  readonly mount: string;
}): StoreOperator {
  const admin = new StoreAdmin(engine);
  const { mount } = engine;
  return {
    write: (path, fields) => admin.write(mount, path, fields),
    read: (path, id) => admin.readVersion(mount, path, id),
  };
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

/** Somebody's own server: the world keeps to an engine, two policies and two tokens of its own there. */
function external(
  state: WorldState,
  env: Readonly<Record<string, string | undefined>>,
): Server {
  if (!env.VAULT_ADDR || !env.VAULT_TOKEN) {
    throw new Error(
      'VAULT_ADDR is set without VAULT_TOKEN. Set both, or unset VAULT_ADDR to use what npm start brings along.',
    );
  }
  const mount = `keyturn-quick-start-${state.id}`;
  return {
    address: env.VAULT_ADDR.replace(/\/+$/, ''),
    token: env.VAULT_TOKEN,
    mount,
    description: `the server at VAULT_ADDR (real), in an engine of its own, ${mount}`,
    isStandIn: false,
    stop: async () => undefined,
  };
}
