import { renameSync, writeFileSync } from 'node:fs';

const ROLE = 'keyturn';

/** The AppRole by which the portal logs in at the secrets manager, and the file in which the portal finds its secret id. */
export class AppRole {
  readonly #server: { readonly address: string; readonly token: string };
  readonly file: string;

  constructor(
    server: { readonly address: string; readonly token: string },
    file: string,
  ) {
    this.#server = server;
    this.file = file;
  }

  /** Makes the role, with one policy. @returns its id */
  async create(policy: string): Promise<string> {
    await this.#call('POST', 'sys/auth/approle', { type: 'approle' });
    await this.#call('PUT', `sys/policies/acl/${ROLE}`, { policy });
    await this.#call('POST', `auth/approle/role/${ROLE}`, {
      token_policies: [ROLE],
      token_ttl: '1h',
    });
    const { role_id: id } = await this.#call(
      'GET',
      `auth/approle/role/${ROLE}/role-id`,
    );
    return String(id);
  }

  /** Makes a secret id and puts it into the file. @returns what names it without showing it */
  async issue(): Promise<string> {
    const issued = await this.#call(
      'POST',
      `auth/approle/role/${ROLE}/secret-id`,
    );
    // As a whole or not at all: the portal may read it at any time.
    writeFileSync(`${this.file}.new`, String(issued.secret_id), {
      mode: 0o600,
    });
    renameSync(`${this.file}.new`, this.file);
    return String(issued.secret_id_accessor);
  }

  /** Makes a secret id worthless, and every token that anybody got by the role. */
  async destroy(accessor: string): Promise<void> {
    await this.#call(
      'POST',
      `auth/approle/role/${ROLE}/secret-id-accessor/destroy`,
      { secret_id_accessor: accessor },
    );
    await this.endTokens();
  }

  /** Makes every token worthless that anybody got by the role. */
  async endTokens(): Promise<void> {
    await this.#call('POST', 'sys/leases/revoke-prefix/auth/approle/login');
  }

  /** Whether a fresh login works. */
  async accepts({
    roleId,
    secretId,
  }: Readonly<Record<string, string>>): Promise<boolean> {
    const { address } = this.#server;
    const response = await fetch(`${address}/v1/auth/approle/login`, {
      method: 'POST',
      body: JSON.stringify({ role_id: roleId, secret_id: secretId }),
      signal: AbortSignal.timeout(15_000),
    });
    if (![200, 400].includes(response.status)) {
      throw new Error('The secrets manager could not be asked');
    }
    return response.ok;
  }

  async #call(
    method: string,
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const { address, token } = this.#server;
    const response = await fetch(`${address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': token },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`The secrets manager refused ${method} ${path}`);
    }
    return Object(text ? JSON.parse(text).data : undefined);
  }
}
