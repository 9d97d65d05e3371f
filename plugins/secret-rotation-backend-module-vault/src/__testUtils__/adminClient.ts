/** Calls a server past the store, as its root or whoever the token is. */
export class AdminClient {
  readonly #address: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #mount: string;

  constructor(server: {
    address: string;
    token: string;
    namespace?: string;
    mount?: string;
  }) {
    const { address, token, namespace, mount = 'secret' } = server;
    this.#address = address;
    this.#headers = {
      'X-Vault-Token': token,
      ...(namespace === undefined ? {} : { 'X-Vault-Namespace': namespace }),
    };
    this.#mount = mount;
  }

  /** @throws Error with the status when the server refuses */
  async call<T>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const { response, text } = await this.#send(method, path, body, headers);
    return answerOf<T>(method, path, response, text);
  }

  /** As `call`, but `undefined` when there is nothing, which a server also says of a deleted version. */
  async ask<T>(
    method: string,
    path: string,
    body?: object,
  ): Promise<T | undefined> {
    const { response, text } = await this.#send(method, path, body);
    return response.status === 404
      ? undefined
      : answerOf<T>(method, path, response, text);
  }

  /** Writes a version; its number. */
  async write(path: string, data: object): Promise<number> {
    const answer = await this.call<{ data: { version: number } }>(
      'POST',
      `${this.#mount}/data/${path}`,
      { data },
    );
    return answer.data.version;
  }

  /** Mounts a KV engine of version 2 and waits until it answers. */
  async mountKv(mount: string): Promise<void> {
    await this.call('POST', `sys/mounts/${mount}`, {
      type: 'kv',
      options: { version: '2' },
    });
    let isReady = false;
    while (!isReady) {
      isReady = await this.call('GET', `${mount}/config`).then(
        () => true,
        () => false, // it refuses for a moment, while it prepares its versions
      );
    }
  }

  /** A token that may do what a policy says, and nothing else. */
  async createToken(
    name: string,
    policy: string,
    more: object = {},
  ): Promise<string> {
    await this.call('PUT', `sys/policies/acl/${name}`, { policy });
    const answer = await this.call<{ auth: { client_token: string } }>(
      'POST',
      'auth/token/create',
      { policies: [name], no_default_policy: true, ...more },
    );
    return answer.auth.client_token;
  }

  async #send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${this.#address}/v1/${path}`, {
      method,
      headers: {
        ...this.#headers,
        ...headers,
        'Content-Type':
          method === 'PATCH'
            ? 'application/merge-patch+json'
            : 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    return { response, text: await response.text() };
  }
}

function answerOf<T>(
  method: string,
  path: string,
  response: Response,
  text: string,
): T {
  if (!response.ok) {
    throw new Error(`${method} ${path} was answered ${response.status}`);
  }
  return JSON.parse(text || 'null');
}
