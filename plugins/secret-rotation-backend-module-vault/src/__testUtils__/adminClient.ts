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
  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const { response, text } = await this.#send(method, path, body);
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

  /** A token that may do what a policy says, and nothing else. */
  async createToken(name: string, policy: string): Promise<string> {
    await this.call('PUT', `sys/policies/acl/${name}`, { policy });
    const answer = await this.call<{ auth: { client_token: string } }>(
      'POST',
      'auth/token/create',
      { policies: [name], no_default_policy: true },
    );
    return answer.auth.client_token;
  }

  async #send(method: string, path: string, body?: object) {
    const response = await fetch(`${this.#address}/v1/${path}`, {
      method,
      headers: {
        ...this.#headers,
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
