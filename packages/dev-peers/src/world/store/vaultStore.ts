import { findVaultBinary, startSecretsManager } from '../../vault';
import type { WorldState } from '../WorldState';
import { OwnServer } from './OwnServer';
import { keyturnPolicy, servicePolicy } from './policies';
import { StoreAdmin } from './StoreAdmin';
import type { StoreOperator, WorldStore } from './WorldStore';

/** A server, and what a world does there before and after it uses it. */
type Server = Pick<
  OwnServer,
  | 'address'
  | 'token'
  | 'mount'
  | 'description'
  | 'enter'
  | 'createToken'
  | 'discard'
  | 'stop'
  | 'withdraw'
> &
  Pick<WorldStore, 'isStandIn' | 'pid'>;

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
  const server: Server = env.VAULT_ADDR
    ? new OwnServer(state, env)
    : await local(state, dataDir, env);
  const { address, token, mount } = server;
  try {
    await server.enter();
    const tokens = {
      keyturn: await server.createToken('keyturn', keyturnPolicy(mount)),
      services: await server.createToken('services', servicePolicy(mount)),
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
      discard: () => server.discard(),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.withdraw();
    throw error;
  }
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

/** A server that ends with the world, and whose data are the world's. */
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
  const admin = new StoreAdmin(server);
  const descriptions = {
    openbao: 'OpenBao (real)',
    vault: 'HashiCorp Vault (real)',
    'stand-in': 'our stand-in for Vault (neither bao nor vault was found)',
  };
  const nothing = async () => undefined;
  return {
    ...server,
    mount: 'secret',
    description: descriptions[server.kind],
    isStandIn: server.kind === 'stand-in',
    enter: nothing,
    createToken: (bearer, policy) => admin.createToken(bearer, policy),
    discard: nothing,
    withdraw: () => server.stop(),
  };
}
