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
}

/** How many keys an account may have. */
const MAX_KEYS = 5;

/**
 * Starts a provider of API keys that no vendor has: it misbehaves on purpose, as `keys.trouble` says.
 * @public
 */
export async function startApiProvider(
  adminToken: string,
): Promise<ApiProvider> {
  const keys = new KeyRing();
  const provider = await serveProvider(keys, app => {
    app.get('/me', (request, response) => {
      const key = keys.use(bearer(request.headers.authorization));
      response.status(key ? 200 : 401).json({ account: key?.account });
    });
    app.use('/accounts', (request, response, next) => {
      if (bearer(request.headers.authorization) === adminToken) next();
      else response.status(401).json({ message: 'who are you' });
    });
    app.get('/accounts/:account/keys', (request, response) => {
      const listed = keys.listed(request.params.account);
      response.json({ keys: listed.map(shown) });
    });
    app.post('/accounts/:account/keys', (request, response) => {
      const { account } = request.params;
      if (keys.valid(account).length >= MAX_KEYS) {
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
  });
  return { ...provider, adminToken };
}

function shown({ id, label, createdAt, lastUsedAt }: KeptKey) {
  return { id, label, createdAt, lastUsedAt: lastUsedAt ?? null };
}

function bearer(header: string | undefined): string {
  return /^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '';
}
