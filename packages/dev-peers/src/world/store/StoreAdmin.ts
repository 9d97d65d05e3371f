import { setTimeout as delay } from 'node:timers/promises';

const PREPARE_TRIES = 100;
const PREPARE_POLL_MS = 100;
/** What the database engine calls the one server that it acts on. */
const CONNECTION = 'postgres';

/** Sets a Vault or OpenBao up: everything that an operator does once, and Keyturn never. @public */
export class StoreAdmin {
  readonly #address: string;
  readonly #token: string;

  constructor(server: { readonly address: string; readonly token: string }) {
    this.#address = server.address;
    this.#token = server.token;
  }

  /** Makes a KV v2 engine, unless it exists. */
  async mountKv(mount: string): Promise<void> {
    const mounts = await this.#call('GET', 'sys/mounts');
    if (!Object.hasOwn(Object(mounts), `${mount}/`)) {
      await this.#call('POST', `sys/mounts/${mount}`, {
        type: 'kv',
        options: { version: '2' },
      });
    }
    // A new engine refuses for a moment, while it prepares its versions.
    for (let tries = 0; tries < PREPARE_TRIES; tries += 1) {
      const answer = await this.#call(
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
    const mounts = await this.#call('GET', 'sys/mounts');
    const policies = await this.#call('LIST', 'sys/policies/acl');
    const tokens = await this.#call('LIST', 'auth/token/accessors');
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
    await this.#call('POST', `sys/mounts/${mount}`, { type: 'database' });
    await this.#call('POST', `${mount}/config/${CONNECTION}`, {
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
    await this.#call('POST', `${mount}/static-roles/${role}`, {
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
    const answer = await this.#call('GET', `${mount}/static-creds/${role}`);
    return Object(answer).data;
  }

  /** Removes an engine with all that it holds. */
  async unmount(mount: string): Promise<void> {
    await this.#call('DELETE', `sys/mounts/${mount}`);
  }

  /** Makes a token that may do what a policy says, and nothing else. */
  async createToken(name: string, policy: string): Promise<string> {
    await this.#call('PUT', `sys/policies/acl/${name}`, { policy });
    const answer = await this.#call('POST', 'auth/token/create', {
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
    await this.#call('POST', 'auth/token/revoke', { token });
  }

  /** Removes a policy. */
  async deletePolicy(name: string): Promise<void> {
    await this.#call('DELETE', `sys/policies/acl/${name}`);
  }

  /** Writes a new current version of a secret. */
  async write(
    mount: string,
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.#call('POST', `${mount}/data/${path}`, { data: fields });
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
    const answer = await this.#call(
      'GET',
      `${mount}/data/${path}${query}`,
      undefined,
      [404],
    );
    const { data: fields, metadata } = Object(Object(answer).data);
    return fields ? { id: String(metadata.version), fields } : undefined;
  }

  /** The error's text is dropped: it may repeat what was sent. */
  async #call(
    method: string,
    path: string,
    body?: object,
    tolerated: readonly number[] = [],
  ): Promise<unknown> {
    const response = await fetch(`${this.#address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': this.#token },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (!response.ok && !tolerated.includes(response.status)) {
      throw new Error(
        `The secrets manager refused ${method} ${path.split('?')[0]} (${
          response.status
        })`,
      );
    }
    return text ? JSON.parse(text) : undefined;
  }
}

function keysIn(answer: unknown): string[] {
  const { keys } = Object(Object(answer).data);
  return Array.isArray(keys) ? keys.map(String) : [];
}
