import { listen } from '@keyturn/dev-peers';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const review = z.object({ spec: z.object({ token: z.string() }) });

/**
 * A stand-in for the part of the Kubernetes API that reviews tokens, because no cluster runs in tests. It knows one
 * service account, and takes as its tokens those that it is told.
 */
export async function startTokenReviewStandIn(account: {
  namespace: string;
  name: string;
  tokens: ReadonlySet<string>;
}) {
  const server = createServer(async (incoming, outgoing) => {
    const asked = review.safeParse(await json(incoming)).data;
    const isReview =
      incoming.url === '/apis/authentication.k8s.io/v1/tokenreviews';
    const isKnown = asked !== undefined && account.tokens.has(asked.spec.token);
    outgoing
      .writeHead(isReview ? 201 : 404, { 'Content-Type': 'application/json' })
      .end(
        JSON.stringify({
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenReview',
          status: isKnown
            ? {
                authenticated: true,
                user: {
                  username: `system:serviceaccount:${account.namespace}:${account.name}`,
                  uid: 'stand-in',
                  groups: ['system:serviceaccounts'],
                },
              }
            : {
                authenticated: false,
                error: 'the stand-in knows no such token',
              },
        }),
      );
  });
  return listen(server);
}
