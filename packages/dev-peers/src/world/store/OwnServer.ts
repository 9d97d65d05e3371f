import type { WorldState } from '../WorldState';
import { policyText } from './policies';
import { StoreAdmin } from './StoreAdmin';
import { VaultRefusal } from './VaultRequests';

/** With what the name of everything begins that a world makes on a server of somebody's. */
const OURS = 'keyturn-quick-start-';

/** What VAULT_TOKEN must be allowed there, as examples/vault/quick-start.hcl grants it. */
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  'sys/mounts': ['read'],
  [`sys/mounts/${OURS}*`]: ['update', 'delete'],
  [`sys/policies/acl/${OURS}*`]: ['update', 'delete'],
  // Without sudo a token gives another one no policy that it does not have itself.
  'auth/token/create': ['update', 'sudo'],
  'auth/token/revoke': ['update'],
  [`${OURS}*`]: ['create', 'read', 'update'],
};

/** Who gets a token there. */
type Bearer = 'keyturn' | 'services';

/**
 * The server at `VAULT_ADDR`, which is somebody's own: a world keeps to an engine, two policies and two tokens of its
 * own there.
 */
export class OwnServer {
  readonly isStandIn = false;
  readonly pid = undefined;
  readonly address: string;
  readonly token: string;
  readonly mount: string;
  readonly description: string;
  readonly #id: string;
  readonly #admin: StoreAdmin;
  readonly #tokens: string[] = [];
  #isNew = false;

  /** @throws Error when the server is named without a token */
  constructor(
    { id }: WorldState,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    if (!env.VAULT_ADDR || !env.VAULT_TOKEN) {
      throw new Error(
        'VAULT_ADDR is set without VAULT_TOKEN. Set both, or unset VAULT_ADDR to use what npm start brings along.',
      );
    }
    this.address = env.VAULT_ADDR.replace(/\/+$/, '');
    this.token = env.VAULT_TOKEN;
    this.mount = `${OURS}${id}`;
    this.description = `the server at VAULT_ADDR (real), in an engine of its own, ${this.mount}`;
    this.#id = id;
    this.#admin = new StoreAdmin(this);
  }

  /**
   * Makes the engine, unless the world has it from last time.
   * @throws Error that names all that the token lacks, before anything is written
   */
  async enter(): Promise<void> {
    await this.#requireRights();
    this.#isNew = !(await this.#admin.hasEngine(this.mount));
    await this.#admin.mountKv(this.mount);
  }

  /** Makes a token, and the policy that says what it may do. */
  async createToken(bearer: Bearer, policy: string): Promise<string> {
    const name = this.#policyOf(bearer);
    const token = await this.#admin.createToken(name, policy);
    this.#tokens.push(token);
    return token;
  }

  /** Makes the tokens worthless. What the world holds stays for its next start. */
  async stop(): Promise<void> {
    for (const token of this.#tokens.splice(0)) {
      await this.#admin.revokeToken(token);
    }
  }

  /** Removes what {@link enter} and {@link createToken} made in this start or an earlier one, tokens apart. */
  async discard(): Promise<void> {
    await this.#admin.unmount(this.mount);
    for (const bearer of ['keyturn', 'services'] as const) {
      await this.#admin.deletePolicy(this.#policyOf(bearer));
    }
  }

  /** Leaves the server as this start found it. */
  async withdraw(): Promise<void> {
    await this.stop();
    if (this.#isNew) {
      await this.discard();
    }
  }

  async #requireRights(): Promise<void> {
    const wanted = Object.entries(RIGHTS).map(([path, capabilities]) => ({
      path,
      capabilities,
      asked: path.replace('*', this.#id),
    }));
    const held = await this.#capabilities(wanted.map(({ asked }) => asked));
    const lacking = wanted.flatMap(({ path, capabilities, asked }) => {
      const had = held.get(asked) ?? [];
      const isEnough =
        had.includes('root') || capabilities.every(it => had.includes(it));
      return isEnough ? [] : [[path, capabilities] as const];
    });
    if (lacking.length > 0) {
      throw new Error(
        `VAULT_TOKEN may not do all that the quick start does at VAULT_ADDR. Nothing was written. Add to its policy:\n${policyText(
          Object.fromEntries(lacking),
        )}`,
      );
    }
  }

  async #capabilities(paths: readonly string[]) {
    try {
      return await this.#admin.capabilities(paths);
    } catch (error) {
      throw new Error(
        error instanceof VaultRefusal
          ? refusalOf(error)
          : 'No server answers at VAULT_ADDR. Start it, or unset VAULT_ADDR to use what npm start brings along.',
      );
    }
  }

  #policyOf(bearer: Bearer): string {
    return `${OURS}${this.#id}-${bearer}`;
  }
}

function refusalOf({ status }: VaultRefusal): string {
  switch (status) {
    case 403:
      return 'VAULT_TOKEN is not valid at VAULT_ADDR, or may not ask for its own rights. Use one with the default policy.';
    case 503:
      return 'The server at VAULT_ADDR is sealed, or not ready. Unseal it first.';
    default:
      return `The server at VAULT_ADDR is no Vault or OpenBao that can be used: it answered ${status}.`;
  }
}
