import { randomBytes } from 'node:crypto';
import { KeyRing, type KeptKey } from './KeyRing';
import {
  answerMade,
  serveProvider,
  type RunningProvider,
} from './serveProvider';

/** The provider of the tests and of the crash sweep. @public */
export interface ApiProvider extends RunningProvider {
  /** Lists, makes and revokes keys. */
  readonly adminToken: string;
  /** Lists keys, and may do nothing else. */
  readonly readerToken: string;
}

/**
 * Starts a provider of API keys that no vendor has: it misbehaves on purpose, as `keys.trouble` says.
 * @public
 */
export async function startApiProvider(
  adminToken: string,
  port?: number,
): Promise<ApiProvider> {
  const keys = new KeyRing();
  const readerToken = randomBytes(24).toString('base64url');
  const provider = await serveProvider(
    keys,
    app => {
      app.get('/me', (request, response) => {
        const key = keys.use(bearer(request.headers.authorization));
        response.status(key ? 200 : 401).json({ account: key?.account });
      });
      app.use('/accounts', (request, response, next) => {
        const token = bearer(request.headers.authorization);
        const isReader = token === readerToken;
        if (token === adminToken || (isReader && request.method === 'GET')) {
          next();
        } else {
          response.status(isReader ? 403 : 401).json({ message: 'not you' });
        }
      });
      app.get('/accounts/:account/keys', (request, response) => {
        const listed = keys.listed(request.params.account);
        response.json({ keys: listed.map(shown) });
      });
      app.post('/accounts/:account/keys', (request, response) => {
        const { account } = request.params;
        if (keys.isFull(account)) {
          response.status(409).json({ message: 'too many keys' });
          return;
        }
        const made = keys.create(account, String(request.body.label));
        answerMade(keys, response, { ...shown(made), key: made.key });
      });
      app.delete('/accounts/:account/keys/:id', (request, response) => {
        const { account, id } = request.params;
        response.status(keys.revoke(account, id) ? 204 : 404).end();
      });
    },
    port,
  );
  return { ...provider, adminToken, readerToken };
}

function shown({ id, label, createdAt, lastUsedAt }: KeptKey) {
  return { id, label, createdAt, lastUsedAt: lastUsedAt ?? null };
}

function bearer(header: string | undefined): string {
  return /^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '';
}
