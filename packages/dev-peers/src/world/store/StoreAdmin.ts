import { setTimeout as delay } from 'node:timers/promises';
import { VaultRequests } from './VaultRequests';

const PREPARE_TRIES = 100;
const PREPARE_POLL_MS = 100;
/** What the database engine calls the one server that it acts on. */
const CONNECTION = 'postgres';

/** Sets a Vault or OpenBao up: everything that an operator does once, and Keyturn never. @public */
export class StoreAdmin {
  readonly #requests: VaultRequests;

  constructor(server: { readonly address: string; readonly token: string }) {
    this.#requests = new VaultRequests(server);
  }

  /** What the token may do at each of several paths. */
  async capabilities(
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const answer = await this.#requests.send('POST', 'sys/capabilities-self', {
      paths,
    });
    return new Map(paths.map(path => [path, Object(answer).data[path]]));
  }

  /** Whether something is mounted there. */
  async hasEngine(mount: string): Promise<boolean> {
    const mounts = await this.#requests.send('GET', 'sys/mounts');
    return Object.hasOwn(Object(Object(mounts).data), `${mount}/`);
  }

  /** Makes a KV v2 engine, unless it exists. */
  async mountKv(mount: string): Promise<void> {
    if (!(await this.hasEngine(mount))) {
      await this.#requests.send('POST', `sys/mounts/${mount}`, {
        type: 'kv',
        options: { version: '2' },
      });
    }
    // A new engine refuses for a moment, while it prepares its versions.
    for (let tries = 0; tries < PREPARE_TRIES; tries += 1) {
      const answer = await this.#requests.send(
        'GET',
        `${mount}/config`,
        undefined,
        [400, 404],
      );
      if (Object(answer).data) {
        return;
      }
      await delay(PREPARE_POLL_MS);
    }
    throw new Error(`The engine ${mount} did not become ready`);
  }

  /** What the server has besides values: engines, policies, and how many tokens. */
  async inventory(): Promise<{
    mounts: string[];
    policies: string[];
    tokens: number;
  }> {
    const mounts = await this.#requests.send('GET', 'sys/mounts');
    const policies = await this.#requests.send('LIST', 'sys/policies/acl');
    const tokens = await this.#requests.send('LIST', 'auth/token/accessors');
    return {
      mounts: Object.keys(Object(Object(mounts).data)).sort(),
      policies: keysIn(policies).sort(),
      tokens: keysIn(tokens).length,
    };
  }

  /** Lets a database engine act on a PostgreSQL, by a login that may alter others. */
  async mountDatabase(
    mount: string,
    connection: {
      readonly host: string;
      readonly port: number;
      readonly username: string;
      readonly password: string;
    },
  ): Promise<void> {
    const { host, port, username, password } = connection;
    await this.#requests.send('POST', `sys/mounts/${mount}`, {
      type: 'database',
    });
    await this.#requests.send('POST', `${mount}/config/${CONNECTION}`, {
      plugin_name: 'postgresql-database-plugin',
      connection_url: `postgresql://{{username}}:{{password}}@${host}:${port}/postgres?sslmode=disable`,
      allowed_roles: '*',
      password_authentication: 'scram-sha-256',
      username,
      password,
    });
  }

  /** Has a login rotated by the database engine, which changes its password at once. */
  async addStaticRole(
    mount: string,
    role: string,
    login: string,
  ): Promise<void> {
    await this.#requests.send('POST', `${mount}/static-roles/${role}`, {
      db_name: CONNECTION,
      username: login,
      rotation_period: '720h',
      rotation_statements: [
        `ALTER ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}'`,
      ],
    });
  }

  /** What a static role holds now. */
  async readStaticRole(
    mount: string,
    role: string,
  ): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#requests.send(
      'GET',
      `${mount}/static-creds/${role}`,
    );
    return Object(answer).data;
  }

  /** Removes an engine with all that it holds. */
  async unmount(mount: string): Promise<void> {
    await this.#requests.send('DELETE', `sys/mounts/${mount}`);
  }

  /** Makes a token that may do what a policy says, and nothing else. */
  async createToken(name: string, policy: string): Promise<string> {
    await this.#requests.send('PUT', `sys/policies/acl/${name}`, { policy });
    const answer = await this.#requests.send('POST', 'auth/token/create', {
      policies: [name],
      no_default_policy: true,
    });
    const { client_token: token } = Object(Object(answer).auth);
    if (typeof token !== 'string') {
      throw new Error('The secrets manager gave no token');
    }
    return token;
  }

  /** Makes a token of ours worthless. */
  async revokeToken(token: string): Promise<void> {
    await this.#requests.send('POST', 'auth/token/revoke', { token });
  }

  /** Removes a policy. */
  async deletePolicy(name: string): Promise<void> {
    await this.#requests.send('DELETE', `sys/policies/acl/${name}`);
  }

  /** Writes a new current version of a secret. */
  async write(
    mount: string,
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.#requests.send('POST', `${mount}/data/${path}`, {
      data: fields,
    });
  }

  /** The fields of a version (default: the current one), if it can be read. */
  async read(
    mount: string,
    path: string,
    version?: number,
  ): Promise<Record<string, string> | undefined> {
    const id = version === undefined ? undefined : String(version);
    return (await this.readVersion(mount, path, id))?.fields;
  }

  /** A version (default: the current one) with its number, if it can be read. */
  async readVersion(
    mount: string,
    path: string,
    version?: string,
  ): Promise<{ id: string; fields: Record<string, string> } | undefined> {
    const query = version === undefined ? '' : `?version=${version}`;
    const answer = await this.#requests.send(
      'GET',
      `${mount}/data/${path}${query}`,
      undefined,
      [404],
    );
    const { data: fields, metadata } = Object(Object(answer).data);
    return fields ? { id: String(metadata.version), fields } : undefined;
  }
}

function keysIn(answer: unknown): string[] {
  const { keys } = Object(Object(answer).data);
  return Array.isArray(keys) ? keys.map(String) : [];
}
