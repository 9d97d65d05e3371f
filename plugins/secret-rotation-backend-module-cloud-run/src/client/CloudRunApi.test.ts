import { createServer, type RequestListener } from 'node:http';
import {
  MisconfiguredError,
  PermissionDeniedError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { listen } from '@keyturn/dev-peers';
import { GoogleAuth, OAuth2Client, type AuthClient } from 'google-auth-library';
import { authWith } from '../__testUtils__/TestServices';
import { boundedFetch } from './boundedFetch';
import { CloudRunApi } from './CloudRunApi';
import { googleAuth } from './googleAuth';

const PLACE = {
  key: 'secretRotation.consumers.run',
  project: 'payments-prod',
  region: 'europe-west3',
  endpoint: 'http://127.0.0.1:1',
  timeoutMs: 2_000,
};
const { signal } = new AbortController();
const service = (auth: GoogleAuth<AuthClient>, endpoint = PLACE.endpoint) =>
  new CloudRunApi({ ...PLACE, endpoint }, auth, signal).service('checkout');

it('names the entry when there are no credentials', async () => {
  const refusal = service(googleAuth({ keyFile: '/no/such/file.json' }));
  await expect(refusal).rejects.toThrow(MisconfiguredError);
  await expect(refusal).rejects.toThrow(PLACE.key);
});

/** Credentials that are bought at a server on this machine. */
function authAt(oauth2TokenUrl: string): GoogleAuth<AuthClient> {
  const authClient = new OAuth2Client({
    endpoints: { oauth2TokenUrl },
    transporterOptions: { fetchImplementation: boundedFetch },
  });
  authClient.setCredentials({ refresh_token: 'a-refresh-token' });
  return new GoogleAuth({ authClient });
}

it('tells a refusal of the token endpoint from one of Cloud Run', async () => {
  const { address, close } = await listen(
    createServer((_, response) => {
      const said = { error: 'invalid_grant', error_description: 'its words' };
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify(said));
    }),
  );
  const refusal = service(authAt(address));
  await expect(refusal).rejects.toThrow(PermissionDeniedError);
  await expect(refusal).rejects.not.toThrow('its words');
  await close();
});

it('gives up on credentials that never come', async () => {
  const asked = jest.fn();
  const { address, close } = await listen(createServer(asked));
  await expect(service(authAt(address))).rejects.toMatchObject({
    kind: 'silent',
  });
  expect(asked).toHaveBeenCalledTimes(1);
  await close();
});

it.each<[string, RequestListener, string]>([
  [
    'is a redirect, which would take the token along',
    (_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    },
    'silent',
  ],
  [
    'has no etag to compare with',
    (_, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"name":"a","template":{},"latestCreatedRevision":"a-1"}');
    },
    'malformed',
  ],
  [
    'asks to come again',
    (_, response) => {
      response.writeHead(503).end();
    },
    'silent',
  ],
])('takes nothing from an answer that %s', async (_what, listener, kind) => {
  let requests = 0;
  const { address, close } = await listen(
    createServer((request, response) => {
      requests += 1;
      listener(request, response);
    }),
  );
  await expect(service(authWith('a-token'), address)).rejects.toMatchObject({
    kind,
  });
  expect(requests).toBe(1);
  await close();
});
