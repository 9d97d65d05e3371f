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
    const query = version === undefined ? '' : `?version=${version}`;
    const answer = await this.#call(
      'GET',
      `${mount}/data/${path}${query}`,
      undefined,
      [404],
    );
    return Object(Object(answer).data).data ?? undefined;
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
