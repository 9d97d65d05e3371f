const DEADLINE_MS = 15_000;

/** The server did not do what it was asked. Its own text is dropped: it may repeat what was sent. */
export class VaultRefusal extends Error {
  /** As in HTTP. */
  readonly status: number;

  constructor(request: string, status: number) {
    super(`The secrets manager refused ${request} (${status})`);
    this.name = 'VaultRefusal';
    this.status = status;
  }
}

/** Asks a Vault or OpenBao as the bearer of a token. */
export class VaultRequests {
  readonly #address: string;
  readonly #token: string;

  constructor(server: { readonly address: string; readonly token: string }) {
    this.#address = server.address;
    this.#token = server.token;
  }

  /**
   * Sends a request. @returns the JSON of the answer, if it has any
   * @throws VaultRefusal when the answer is no success, and its status is not one of those tolerated
   */
  async send(
    method: string,
    path: string,
    body?: object,
    tolerated: readonly number[] = [],
  ): Promise<unknown> {
    const response = await fetch(`${this.#address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': this.#token },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    }).catch(error => {
      throw new Error('The secrets manager does not answer', { cause: error });
    });
    const text = await response.text();
    if (!response.ok && !tolerated.includes(response.status)) {
      throw new VaultRefusal(
        `${method} ${path.split('?')[0]}`,
        response.status,
      );
    }
    return text ? JSON.parse(text) : undefined;
  }
}
