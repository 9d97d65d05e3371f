import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { KeyRing, type KeptKey } from './KeyRing';
import {
  answerMade,
  serveProvider,
  type RunningProvider,
} from './serveProvider';

/** The whole organisation owns its keys. */
const ORGANISATION = 'organisation';

/** What Keyturn acts with at Datadog. @public */
export interface DatadogAdmin {
  readonly apiKey: string;
  readonly applicationKey: string;
}

/**
 * A stand-in for Datadog, written from its documentation of key management (v2) and of key validation (v1): no Datadog
 * is at hand in the tests. Keys have unique names, there are no accounts, and the list comes in pages from 0.
 * @public
 */
export async function startDatadogStandIn(
  admin: DatadogAdmin,
): Promise<RunningProvider> {
  const keys = new KeyRing(() => randomBytes(16).toString('hex'));
  const isAdmin = ({ headers }: Request) =>
    headers['dd-api-key'] === admin.apiKey &&
    headers['dd-application-key'] === admin.applicationKey;
  return serveProvider(keys, app => {
    app.get('/api/v1/validate', (request, response) => {
      const isValid = keys.use(String(request.headers['dd-api-key']));
      if (isValid) response.json({ valid: true });
      else response.status(403).json({ errors: ['Forbidden'] });
    });
    app.use('/api/v2/api_keys', (request, response, next) => {
      if (isAdmin(request)) next();
      else response.status(403).json({ errors: ['Forbidden'] });
    });
    app.get('/api/v2/api_keys', ({ url }, response) => {
      const { searchParams } = new URL(url, 'http://localhost');
      const size = Number(searchParams.get('page[size]') ?? 10);
      const from = Number(searchParams.get('page[number]') ?? 0) * size;
      const filter = searchParams.get('filter') ?? '';
      const found = keys
        .listed(ORGANISATION)
        .filter(({ label }) => label.includes(filter));
      response.json({ data: found.slice(from, from + size).map(shown) });
    });
    app.post('/api/v2/api_keys', (request, response) => {
      const { type, attributes } = request.body.data ?? {};
      const name = attributes?.name;
      if (type !== 'api_keys' || typeof name !== 'string' || name === '') {
        response.status(400).json({ errors: ['Bad Request'] });
        return;
      }
      if (keys.valid(ORGANISATION).some(({ label }) => label === name)) {
        response.status(409).json({ errors: ['Conflict'] });
        return;
      }
      const made = keys.create(ORGANISATION, name);
      const data = shown(made);
      answerMade(keys, response, {
        data: { ...data, attributes: { ...data.attributes, key: made.key } },
      });
    });
    app.delete('/api/v2/api_keys/:id', (request, response) => {
      const isGone = keys.revoke(ORGANISATION, request.params.id);
      response.status(isGone ? 204 : 404).end();
    });
  });
}

function shown({ id, label, createdAt, key }: KeptKey) {
  return {
    type: 'api_keys',
    id,
    attributes: {
      name: label,
      created_at: createdAt,
      last4: key.slice(-4),
    },
  };
}
