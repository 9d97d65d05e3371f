/** Calls the peer past the store, as its root. */
export class AdminClient {
  readonly #address: string;
  readonly #token: string;

  constructor(server: { address: string; token: string }) {
    this.#address = server.address;
    this.#token = server.token;
  }

  /** @throws Error with the status when the peer refuses */
  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#address}/v1/${path}`, {
      method,
      headers: {
        'X-Vault-Token': this.#token,
        'Content-Type':
          method === 'PATCH'
            ? 'application/merge-patch+json'
            : 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered ${response.status}`);
    }
    return JSON.parse(text || 'null');
  }

  /** Writes a version; its number. */
  async write(path: string, data: object): Promise<number> {
    const answer = await this.call<{ data: { version: number } }>(
      'POST',
      `secret/data/${path}`,
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
}
