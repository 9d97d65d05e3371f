import { randomBytes } from 'node:crypto';
import { KeyRing, type KeptKey } from './KeyRing';
import {
  answerMade,
  serveProvider,
  type RunningProvider,
} from './serveProvider';

const DAY_MS = 86_400_000;
/** GitLab lets no token live longer. */
const MOST_DAYS = 400;
const PER_PAGE = 20;

/**
 * A stand-in for GitLab, written from its documentation of project access tokens and of `personal_access_tokens/self`:
 * no GitLab is at hand in the tests. It serves what Keyturn's description of GitLab uses, and refuses what the
 * documentation says is refused.
 * @public
 */
export async function startGitLabStandIn(
  adminToken: string,
): Promise<RunningProvider> {
  const keys = new KeyRing(
    () => `glpat-${randomBytes(15).toString('base64url')}`,
  );
  const tokens = '/api/v4/projects/:id/access_tokens';
  return serveProvider(keys, app => {
    app.get('/api/v4/personal_access_tokens/self', (request, response) => {
      const key = keys.use(String(request.headers['private-token']));
      if (key) response.json(shown(key));
      else response.status(401).json({ message: '401 Unauthorized' });
    });
    app.use('/api/v4/projects', (request, response, next) => {
      if (request.headers['private-token'] === adminToken) next();
      else response.status(401).json({ message: '401 Unauthorized' });
    });
    app.get(tokens, (request, response) => {
      const { state, page = '1', per_page: perPage } = request.query;
      const { id } = request.params;
      const found =
        state === 'active'
          ? keys.listed(id)
          : keys.all.filter(({ account }) => account === id);
      const size = Math.min(Number(perPage ?? PER_PAGE), 100);
      const from = (Number(page) - 1) * size;
      response.json(found.slice(from, from + size).map(shown));
    });
    app.post(tokens, (request, response) => {
      const { name, scopes, expires_at: expiresAt } = request.body;
      const days = (Date.parse(expiresAt) - Date.now()) / DAY_MS;
      if (!name || !Array.isArray(scopes) || !(days > 0 && days < MOST_DAYS)) {
        response.status(400).json({ message: 'expires_at is invalid' });
        return;
      }
      const made = keys.create(request.params.id, name);
      answerMade(keys, response, { ...shown(made), token: made.key });
    });
    app.delete(`${tokens}/:tokenId`, (request, response) => {
      const { id, tokenId } = request.params;
      if (keys.revoke(id, tokenId)) response.status(204).end();
      else response.status(404).json({ message: '404 Not Found' });
    });
  });
}

/** A token as GitLab shows it: ids are numbers, and what was revoked stays in the list. */
function shown(key: KeptKey) {
  return {
    id: Number(key.id),
    name: key.label,
    revoked: key.isRevoked,
    active: !key.isRevoked,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt ?? null,
    scopes: ['read_api'],
    access_level: 20,
  };
}
