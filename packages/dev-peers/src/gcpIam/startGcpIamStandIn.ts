import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { ServiceAccountKeys } from './ServiceAccountKeys';

/** A stand-in for Google's IAM and token endpoint that runs on loopback. @public */
export interface GcpIamStandIn {
  /** Scheme, host and port of both. */
  readonly origin: string;
  /** Makes an account with rights on the keys of all accounts. @returns the content of its credentials file */
  createAdministrator(permissions: readonly string[]): Record<string, string>;
  /** Makes a key, past the API. @returns the content of its credentials file */
  createKey(email: string): Record<string, string>;
  /** All that is kept of an account's keys. */
  keys(email: string): Array<{ id: string; disabled: boolean }>;
  isFull(email: string): boolean;
  stop(): Promise<void>;
}

const ACCOUNTS = '/v1/projects/-/serviceAccounts';
const ACCOUNT = `${ACCOUNTS}/:email`;
const NEEDED = 'iam.serviceAccountKeys.';

/**
 * Starts a stand-in, written from Google's documentation of `projects.serviceAccounts.keys` (IAM v1) and of the exchange
 * of a signed assertion for an access token: Google offers no emulator of these. It checks signatures, and rights by the
 * permissions of whoever asks.
 * @public
 */
export async function startGcpIamStandIn(): Promise<GcpIamStandIn> {
  const keys = new ServiceAccountKeys();
  const permissions = new Map<string, readonly string[]>();
  const tokens = new Map<string, string>();
  const app = express();
  app.use(express.json(), express.urlencoded({ extended: false }));

  app.post('/token', (request, response) => {
    const issuer = keys.issuerOf(String(request.body.assertion));
    if ('refusal' in issuer) {
      response
        .status(400)
        .json({ error: 'invalid_grant', error_description: issuer.refusal });
      return;
    }
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    tokens.set(token, issuer.email);
    response.json({
      access_token: token,
      expires_in: 3_599,
      token_type: 'Bearer',
    });
  });

  const granted = ({ headers }: Request) => {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    return permissions.get(tokens.get(token ?? '') ?? '') ?? [];
  };
  const may = (request: Request, response: Response, what: string) => {
    if (granted(request).includes(NEEDED + what)) return true;
    refuse(response, 403, 'PERMISSION_DENIED');
    return false;
  };

  // Google writes a method behind a colon: `…:testIamPermissions`.
  app.post(`${ACCOUNTS}/:accountAndMethod`, (request, response) => {
    const [, method] = request.params.accountAndMethod.split(':');
    if (method !== 'testIamPermissions') {
      refuse(response, 404, 'NOT_FOUND');
      return;
    }
    const asked: string[] = request.body.permissions;
    const has = granted(request);
    const found = asked.filter(each => has.includes(each));
    response.json(found.length > 0 ? { permissions: found } : {});
  });
  app.get(`${ACCOUNT}/keys`, (request, response) => {
    if (!may(request, response, 'list')) return;
    const { email } = request.params;
    const found = keys.of(email).map(({ id, validAfter, disabled }) => ({
      name: nameOf(email, id),
      validAfterTime: validAfter,
      keyType: 'USER_MANAGED',
      ...(disabled && { disabled }),
    }));
    response.json(found.length > 0 ? { keys: found } : {});
  });
  app.post(`${ACCOUNT}/keys`, (request, response) => {
    if (!may(request, response, 'create')) return;
    const { email } = request.params;
    if (keys.isFull(email)) {
      refuse(response, 429, 'RESOURCE_EXHAUSTED');
      return;
    }
    const file = keys.create(email);
    response.json({
      name: nameOf(email, file.private_key_id),
      privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE',
      privateKeyData: Buffer.from(JSON.stringify(file)).toString('base64'),
    });
  });
  app.post(`${ACCOUNT}/keys/:idAndMethod`, (request, response) => {
    if (!may(request, response, 'disable')) return;
    const { email, idAndMethod } = request.params;
    const [id, method] = idAndMethod.split(':');
    const key = method === 'disable' ? keys.find(email, id) : undefined;
    if (key) key.disabled = true;
    if (key) response.json({});
    else refuse(response, 404, 'NOT_FOUND');
  });
  app.delete(`${ACCOUNT}/keys/:id`, (request, response) => {
    if (!may(request, response, 'delete')) return;
    const key = keys.find(request.params.email, request.params.id);
    if (key) keys.delete(key);
    if (key) response.json({});
    else refuse(response, 404, 'NOT_FOUND');
  });

  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    createAdministrator: rights => {
      const email = `keyturn-${randomBytes(4).toString(
        'hex',
      )}@payments-prod.iam.gserviceaccount.com`;
      permissions.set(email, rights);
      return keys.create(email);
    },
    createKey: email => keys.create(email),
    keys: email => keys.of(email).map(({ id, disabled }) => ({ id, disabled })),
    isFull: email => keys.isFull(email),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function nameOf(email: string, id: string): string {
  return `projects/payments-prod/serviceAccounts/${email}/keys/${id}`;
}

function refuse(response: Response, code: number, status: string): void {
  response
    .status(code)
    .json({ error: { code, status, message: 'The words of the provider' } });
}
