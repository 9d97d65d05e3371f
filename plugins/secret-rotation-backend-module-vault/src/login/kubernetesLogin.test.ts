import { sign } from 'jsonwebtoken';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from '../__testUtils__/authority';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';
import { reasonOf, refusals } from '../__testUtils__/refusals';
import { startTokenReviewStandIn } from '../__testUtils__/tokenReviewStandIn';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const place = { path: 'payments/db' };

const clusterKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
}).privateKey;

/** As a cluster issues it. The server reads names from it and has the cluster judge it. */
function serviceAccountToken(generation: number): string {
  return sign(
    {
      iss: 'kubernetes/serviceaccount',
      sub: 'system:serviceaccount:backstage:keyturn',
      'kubernetes.io': {
        namespace: 'backstage',
        serviceaccount: { name: 'keyturn', uid: 'stand-in' },
      },
      generation,
    },
    clusterKey,
    { algorithm: 'RS256', noTimestamp: true },
  );
}

describeOnOpenBao('login with Kubernetes', world => {
  const tokens = new Set([serviceAccountToken(1), serviceAccountToken(2)]);
  let cluster: Awaited<ReturnType<typeof startTokenReviewStandIn>>;
  let tokenFile: string;
  beforeAll(async () => {
    const { admin, folder } = world();
    tokenFile = join(folder, 'service-account-token');
    cluster = await startTokenReviewStandIn({
      namespace: 'backstage',
      name: 'keyturn',
      tokens,
    });
    await admin.call('POST', 'sys/auth/kubernetes', { type: 'kubernetes' });
    await admin.call('POST', 'auth/kubernetes/config', {
      kubernetes_host: cluster.address,
      // Not used on plain HTTP, but the server wants one.
      kubernetes_ca_cert: (await createAuthority('the cluster')).pem,
      disable_local_ca_jwt: true,
    });
    await admin.call('POST', 'auth/kubernetes/role/keyturn', {
      bound_service_account_names: ['keyturn'],
      bound_service_account_namespaces: ['backstage'],
      token_policies: ['keyturn'],
    });
  });
  afterAll(() => cluster.close());

  const storeOf = (more: object = {}) =>
    world().store({
      auth: { kubernetes: { role: 'keyturn', tokenFile, ...more } },
    });

  it("passes preflight with the service account's token, also after the cluster renewed the file", async () => {
    await writeFile(tokenFile, serviceAccountToken(1));
    const store = storeOf();
    expect(await refusals(store)).toEqual([]);

    tokens.delete(serviceAccountToken(1));
    await writeFile(tokenFile, serviceAccountToken(2));
    await world().admin.call(
      'POST',
      'sys/leases/revoke-prefix/auth/kubernetes/login',
    );

    expect(await refusals(store)).toEqual([]);
  });

  it('says that the login is refused for a token that the cluster does not know, without showing it', async () => {
    const unknown = serviceAccountToken(3);
    await writeFile(tokenFile, unknown);
    const store = storeOf();

    expect(await reasonOf(store.describe(place, context), unknown)).toBe(
      'PermissionDeniedError: The secrets manager refuses the login with Kubernetes',
    );
    expect(await refusals(store)).toEqual([
      expect.stringContaining('bound to the backend'),
    ]);
  });

  it('says that the login is refused for a role that is not there', async () => {
    await writeFile(tokenFile, serviceAccountToken(2));
    expect(await refusals(storeOf({ role: 'other' }))).toEqual([
      expect.stringMatching(/^The secrets manager refuses the login/),
    ]);
  });

  it('names the key of a file that is not there', async () => {
    expect(
      await refusals(storeOf({ tokenFile: `${tokenFile}-absent` })),
    ).toEqual([
      'The file of secretRotation.stores.vault-prod.auth.kubernetes.tokenFile cannot be read. Check that it exists and that the backend may read it',
    ]);
  });
});
