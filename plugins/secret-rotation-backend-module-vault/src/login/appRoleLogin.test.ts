import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';
import { reasonOf, refusals } from '../__testUtils__/refusals';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const place = { path: 'payments/db' };

describeOnOpenBao('login with AppRole', world => {
  let roleId: string;
  beforeAll(async () => {
    const { admin } = world();
    await admin.call('POST', 'sys/auth/approle', { type: 'approle' });
    await admin.call('POST', 'auth/approle/role/keyturn', {
      token_policies: ['keyturn'],
      token_ttl: '60s',
    });
    const answer = await admin.call<{ data: { role_id: string } }>(
      'GET',
      'auth/approle/role/keyturn/role-id',
    );
    roleId = answer.data.role_id;
  });

  async function newSecretId(role = 'keyturn'): Promise<string> {
    const answer = await world().admin.call<{ data: { secret_id: string } }>(
      'POST',
      `auth/approle/role/${role}/secret-id`,
    );
    return answer.data.secret_id;
  }

  async function wrap(method: string, path: string): Promise<string> {
    const answer = await world().admin.call<{ wrap_info: { token: string } }>(
      method,
      path,
      method === 'POST' ? { any: 'thing' } : undefined,
      { 'X-Vault-Wrap-TTL': '60s' },
    );
    return answer.wrap_info.token;
  }

  const storeOf = (appRole: object, now?: () => number) =>
    world().store({ auth: { appRole: { roleId, ...appRole } } }, now);

  /** The accessors of all tokens that AppRole issued and that live. */
  async function tokens() {
    const { admin } = world();
    const { data } = await admin.call<{ data: { keys: string[] } }>(
      'LIST',
      'auth/token/accessors',
    );
    const all = await Promise.all(
      data.keys.map(accessor =>
        admin.call<{ data: { path: string; last_renewal_time?: number } }>(
          'POST',
          'auth/token/lookup-accessor',
          { accessor },
        ),
      ),
    );
    return all
      .map(({ data: token }) => token)
      .filter(({ path }) => path === 'auth/approle/login');
  }

  async function revokeAll() {
    await world().admin.call(
      'POST',
      'sys/leases/revoke-prefix/auth/approle/login',
    );
  }

  it('passes preflight with role id and secret id', async () => {
    const secretId = await newSecretId();
    expect(await refusals(storeOf({ secretId }))).toEqual([]);
  });

  it('reads the ids from files, and anew at each login', async () => {
    const roleIdFile = join(world().folder, 'role-id');
    const secretIdFile = join(world().folder, 'secret-id');
    await writeFile(roleIdFile, `${roleId}\n`);
    await writeFile(secretIdFile, 'not-one\n');
    const store = world().store({
      auth: { appRole: { roleIdFile, secretIdFile } },
    });

    expect(await refusals(store)).toEqual([
      'The secrets manager refuses the login with AppRole. Check secretRotation.stores.vault-prod.auth.appRole.roleIdFile, and whether secretRotation.stores.vault-prod.auth.appRole.secretIdFile has expired or has no uses left',
    ]);
    await writeFile(secretIdFile, `${await newSecretId()}\n`);
    expect(await refusals(store)).toEqual([]);
  });

  it('opens a wrapped secret id, and logs in with it again after a revocation', async () => {
    const store = storeOf({
      wrappedSecretId: await wrap(
        'POST',
        'auth/approle/role/keyturn/secret-id',
      ),
    });
    expect(await refusals(store)).toEqual([]);

    await revokeAll();

    expect(await store.describe(place, context)).toEqual({ versions: [] });
  });

  it('says that a wrapping token was used before, without showing it', async () => {
    const wrappedSecretId = await wrap(
      'POST',
      'auth/approle/role/keyturn/secret-id',
    );
    await storeOf({ wrappedSecretId }).describe(place, context);
    const late = storeOf({ wrappedSecretId });

    expect(
      await reasonOf(late.describe(place, context), wrappedSecretId, roleId),
    ).toBe(
      'PermissionDeniedError: The wrapping token of secretRotation.stores.vault-prod.auth.appRole.wrappedSecretId was used before or has expired',
    );
    expect(await refusals(late)).toEqual([
      expect.stringMatching(/somebody else did: have its secret id destroyed/),
    ]);
  });

  it('does not open a wrapping token that holds something else', async () => {
    const foreign = await wrap('POST', 'sys/wrapping/wrap');
    const store = storeOf({ wrappedSecretId: foreign });

    expect(await reasonOf(store.describe(place, context), foreign)).toMatch(
      /holds something else than a secret id of auth\/approle$/,
    );

    const opened = await world().admin.call<{ data: object }>(
      'POST',
      'sys/wrapping/unwrap',
      { token: foreign },
    );
    expect(opened.data).toEqual({ any: 'thing' });
  });

  it('opens another wrapping token that was put into the file', async () => {
    const wrappedSecretIdFile = join(world().folder, 'wrapped');
    const fresh = () => wrap('POST', 'auth/approle/role/keyturn/secret-id');
    await writeFile(wrappedSecretIdFile, 's.expired');
    const store = storeOf({ wrappedSecretIdFile });

    expect(await reasonOf(store.describe(place, context))).toMatch(
      /was used before or has expired$/,
    );
    await writeFile(wrappedSecretIdFile, await fresh());
    expect(await refusals(store)).toEqual([]);
  });

  it('prolongs its token before it ends, and does not log in again', async () => {
    await revokeAll();
    let now = Date.now();
    const store = storeOf({ secretId: await newSecretId() }, () => now);
    await store.describe(place, context);
    expect(await tokens()).toEqual([
      expect.not.objectContaining({ last_renewal_time: expect.anything() }),
    ]);

    now += 41_000;
    await store.describe(place, context);

    expect(await tokens()).toEqual([
      expect.objectContaining({ last_renewal_time: expect.any(Number) }),
    ]);
  });

  it('logs in once, not for each request, where a right is missing', async () => {
    const { admin } = world();
    await admin.call('POST', 'auth/approle/role/powerless', {
      token_policies: ['default'],
    });
    const { data } = await admin.call<{ data: { role_id: string } }>(
      'GET',
      'auth/approle/role/powerless/role-id',
    );
    const secretId = await newSecretId('powerless');
    const store = storeOf({ roleId: data.role_id, secretId });
    await revokeAll();

    for (let i = 0; i < 5; i++) {
      expect(await reasonOf(store.describe(place, context), secretId)).toMatch(
        /^PermissionDeniedError: The store's token may not /,
      );
    }

    expect(await tokens()).toHaveLength(2);
  });

  it('says that the method may not be there, and shows no id', async () => {
    const secretId = await newSecretId();
    const store = storeOf({ secretId, mount: 'nowhere' });
    expect(await reasonOf(store.describe(place, context), secretId)).toBe(
      'PermissionDeniedError: The secrets manager refuses the login with AppRole',
    );
    expect(await refusals(store)).toEqual([
      expect.stringMatching(/is mounted at auth\/nowhere$/),
    ]);
  });
});
