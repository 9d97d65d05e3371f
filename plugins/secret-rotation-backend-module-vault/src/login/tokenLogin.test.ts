import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyturnPolicies } from '../__testUtils__/examplePolicies';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';
import { reasonOf, refusals } from '../__testUtils__/refusals';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const place = { path: 'payments/db' };
const HOUR = 3_600_000;

describeOnOpenBao('login with a token', world => {
  const newToken = (more: object) =>
    world().admin.createToken('keyturn', keyturnPolicies().join('\n'), more);
  const revoke = (token: string) =>
    world().admin.call('POST', 'auth/token/revoke', { token });

  async function lookup(token: string) {
    const { data } = await world().admin.call<{
      data: { last_renewal_time?: number };
    }>('POST', 'auth/token/lookup', { token });
    return data;
  }

  it('prolongs a periodic token while no rotation uses it', async () => {
    const token = await newToken({ period: '24h' });
    let now = Date.now();
    const store = world().store({ auth: { token } }, () => now);

    await store.keepAlive(context);
    expect((await lookup(token)).last_renewal_time).toBeUndefined();
    now += 17 * HOUR;
    await store.keepAlive(context);

    expect((await lookup(token)).last_renewal_time).toEqual(expect.any(Number));
  });

  it.each([
    ['is not renewable', { ttl: '2h', renewable: false }],
    ['is a batch token', { ttl: '2h', type: 'batch' }],
  ])(
    'refuses to begin with a token that %s and ends within a day',
    async (_, more) => {
      const store = world().store({ auth: { token: await newToken(more) } });
      expect(await refusals(store)).toEqual([
        expect.stringMatching(
          /^The store's token ends within a day and cannot be renewed.*Give a periodic token/,
        ),
      ]);
    },
  );

  it('begins with a token that is not renewable and lasts, and says when it ends', async () => {
    const token = await newToken({ ttl: '72h', renewable: false });
    const checks = await world()
      .store({ auth: { token } })
      .preflight(place, context);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks).toContainEqual(
      expect.objectContaining({
        code: 'vault.token-life',
        message: expect.stringMatching(/ends on \d{4}-\d\d-\d\d/),
      }),
    );
  });

  it('says of an expired or revoked token that it is not valid, without showing it', async () => {
    const token = await newToken({ ttl: '1h' });
    const store = world().store({ auth: { token } });
    await store.describe(place, context);
    await revoke(token);

    expect(await reasonOf(store.describe(place, context), token)).toBe(
      "PermissionDeniedError: The store's token may not read the secret's versions and mark its promotion, or is not valid any more",
    );
    expect(await refusals(store)).toHaveLength(1);
  });

  it('takes the token that an agent put into the file, when the old one is refused', async () => {
    const tokenFile = join(world().folder, 'token');
    const [old, fresh] = [await newToken({}), await newToken({})];
    await writeFile(tokenFile, `${old}\n`);
    const store = world().store({ auth: { tokenFile } });
    await store.describe(place, context);

    await writeFile(tokenFile, `${fresh}\n`);
    await revoke(old);

    expect(await store.describe(place, context)).toEqual({ versions: [] });
  });
});
