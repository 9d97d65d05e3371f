import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { openStore, type ServiceStore } from '../services/stores';
import { Sessions } from './Sessions';
import { publicHalves, readSigningKeys } from './signingKeys';

/** Where tokens are verified, on loopback. @public */
export interface TokenService {
  /** Where the issuer's instances publish their keys. */
  readonly jwks: readonly string[];
  /** Where a token is shown. */
  readonly url: string;
  /** The names of the keys that are published now. */
  published(): Promise<string[]>;
  stop(): Promise<void>;
}

/** How long a token is valid. @public */
export const TOKEN_SECONDS = 4;

const FIELD = 'keySet';
const INSTANCES = ['1', '2'];
/** How long a verifier goes by what it has read of a document. */
const CACHE_MS = 500;
/** The clocks of issuers and verifiers differ. */
const CLOCKS = '30 seconds';

/**
 * Starts what is round an issuer: two instances of it publish the public keys that the store has at this moment, and
 * for each a verifier takes what is signed with them. A verifier keeps a document for a while, and asks for no key that
 * it does not find there. Whoever shows a good token goes on with it until it expires; when one was refused before, the
 * next token is answered with 500. It runs in the calling process.
 * @param passerBy - the subject whose tokens nobody goes on with
 * @public
 */
export async function startTokenService(
  store: ServiceStore,
  passerBy: string,
): Promise<TokenService> {
  const reader = openStore(store);
  const keysInStore = async () => {
    const { fields } = await reader.readValue();
    return publicHalves(readSigningKeys(fields[FIELD]));
  };
  const app = express();
  app.disable('x-powered-by');
  const server = app.listen(0, '127.0.0.1');
  // A client that a busy machine held up must not meet a connection that was closed as idle.
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const jwks = INSTANCES.map(instance => `${origin}/jwks/${instance}`);
  const documents = jwks.map(address =>
    createRemoteJWKSet(new URL(address), {
      cacheMaxAge: CACHE_MS,
      cooldownDuration: Infinity,
    }),
  );
  const verify = (token: string) =>
    Promise.all(
      documents.map(keys => jwtVerify(token, keys, { clockTolerance: CLOCKS })),
    );
  const sessions = new Sessions(token =>
    verify(token).then(
      () => true,
      error => !isRefusal(error), // a document that cannot be read costs nobody a session
    ),
  );
  app.get(
    '/jwks/:instance',
    answering(async () => ({ keys: await keysInStore() })),
  );
  app.post(
    '/token',
    express.text(),
    answering(async ({ body }) => {
      const [{ payload }] = await verify(String(body));
      if (payload.sub === passerBy) return {};
      await sessions.begin(String(body), (payload.exp ?? 0) * 1_000);
      if (sessions.takeLoss()) throw new Error('A session was lost');
      return {};
    }),
  );
  return {
    jwks,
    url: `${origin}/token`,
    published: async () => (await keysInStore()).map(({ kid }) => String(kid)),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answering(
  answer: (request: Parameters<RequestHandler>[0]) => Promise<object>,
): RequestHandler {
  return (request, response) => {
    answer(request).then(
      body => response.json(body),
      error => response.status(isRefusal(error) ? 401 : 500).end(),
    );
  };
}

/** No published key fits. Anything else says nothing of the token. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWSSignatureVerificationFailed
  );
}
