import { secretsManagersForTests } from '@keyturn/dev-peers';
import { keyturnPolicies } from '../__testUtils__/examplePolicies';
import { refusals } from '../__testUtils__/refusals';
import {
  createStore,
  createVaultWorld,
  type VaultWorld,
} from '../__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };

describe.each(secretsManagersForTests())('preflight on $name', peer => {
  let world: VaultWorld;
  beforeAll(async () => {
    world = await createVaultWorld(peer);
  });
  afterAll(() => world.close());

  async function failedChecks(token: string, path: string, more?: object) {
    const checks = await createStore(world.address, token, more).preflight(
      { path },
      context,
    );
    return checks.filter(({ ok }) => !ok);
  }

  it.each([
    ['secret/data/payments/', 'vault.data', 'secret/data/payments/db'],
    [
      'secret/metadata/payments/',
      'vault.metadata',
      'secret/metadata/payments/db',
    ],
    ['secret/destroy/payments/', 'vault.destroy', 'secret/destroy/payments/db'],
    [
      'secret/data/keyturn-staging/',
      'vault.staged-data',
      'secret/data/keyturn-staging/payments/db/+',
    ],
    [
      'secret/metadata/keyturn-staging/',
      'vault.staged-metadata',
      'secret/metadata/keyturn-staging/payments/db/+',
    ],
    ['secret/config', 'vault.config', 'secret/config'],
    ['sys/capabilities-self', 'vault.token', 'sys/capabilities-self'],
    ['auth/token/lookup-self', 'vault.token-lookup', 'auth/token/lookup-self'],
    ['auth/token/renew-self', 'vault.token-renewal', 'auth/token/renew-self'],
  ])(
    'names the missing right when the policy lacks %s, and the line that grants it mends it',
    async (prefix, code, granted) => {
      const lines = keyturnPolicies().filter(
        line => !line.startsWith(`path "${prefix}`),
      );
      expect(lines).toHaveLength(keyturnPolicies().length - 1);
      const token = await world.admin.createToken('lacking', lines.join('\n'));

      const failed = await failedChecks(token, 'payments/db');

      expect(failed.map(check => check.code)).toEqual([code]);
      const [line] = /path ".*$/.exec(failed[0]?.fix ?? '') ?? [];
      expect(line).toContain(`path "${granted}"`);
      const mended = await world.admin.createToken(
        'mended',
        [...lines, line].join('\n'),
      );
      expect(await failedChecks(mended, 'payments/db')).toEqual([]);
    },
  );

  it('takes a path without a value for a misspelt one, unless first values are wanted', async () => {
    const token = await world.admin.createToken(
      'provisioning',
      keyturnPolicies().join('\n'),
    );

    expect(
      await failedChecks(token, 'payments/never-written', { provision: false }),
    ).toEqual([
      {
        code: 'vault.first-value',
        ok: false,
        message: 'The secret has no value in the store yet',
        fix: expect.stringContaining('provision: true'),
      },
    ]);
    expect(
      await failedChecks(token, 'payments/never-written', { provision: true }),
    ).toEqual([]);
  });

  const rights = keyturnPolicies().flatMap((line, index) => {
    const [, path = '', list = ''] =
      /^path "([^"]+)".*\[(.*)\]/.exec(line) ?? [];
    return list.split(', ').map(quoted => [quoted, path, index] as const);
  });

  it.each(rights)(
    'fails clearly with one right less: %s on %s',
    async (quoted, _, index) => {
      const lines = keyturnPolicies().map((line, at) =>
        at === index
          ? line.replace(new RegExp(`${quoted}, |, ${quoted}|${quoted}`), '')
          : line,
      );
      const token = await world.admin.createToken('less', lines.join('\n'));

      const failed = await failedChecks(token, 'payments/db');

      expect(failed).toHaveLength(1);
      const [check] = failed;
      expect(check?.message).toMatch(/^The store's token may not /);
      expect(check?.fix).toContain(quoted);
    },
  );

  const line = async (token: string, path: string, more?: object) =>
    refusals(createStore(world.address, token, more), path);

  it('says of a token that is not valid that it may nothing, in one line, without showing it', async () => {
    const [only, ...others] = await line('not-a-token', 'payments/db');

    expect(only).toMatch(
      /^The store's token may not .*, or is not valid any more\. /,
    );
    expect(others).toEqual([]);
    expect(only).not.toMatch(/not-a-token|127\.0\.0\.1/);
  });

  it('says of a wrong mount that no KV engine is there, in one line', async () => {
    expect(
      await line(world.token, 'payments/db', { mount: 'elsewhere' }),
    ).toEqual([
      'The store\'s token may not see a KV engine at the store\'s mount, or is not valid any more. Correct mount in the entry of the store, if it is wrong. Add to the token\'s policy: path "elsewhere/config" { capabilities = ["read"] }',
    ]);
  });

  it('names each right that is missing on a path that the policy does not reach', async () => {
    const lines = await line(world.token, 'shipping/db');

    expect(lines).toHaveLength(5);
    for (const one of lines) {
      expect(one).toMatch(
        /^The store's token may not .*: it lacks .*\. Add to the token's policy: path "secret\/.*shipping\/db/,
      );
    }
  });

  it('fails where the custom metadata are full', async () => {
    const { path } = world.place();
    await world.admin.write(path, { password: 'first' });
    const names = Array.from({ length: 64 }, (_, index) => `key-${index}`);
    await world.admin.call('POST', `secret/metadata/${path}`, {
      custom_metadata: Object.fromEntries(names.map(name => [name, 'x'])),
    });

    expect((await failedChecks(world.token, path)).map(c => c.code)).toEqual([
      'vault.custom-metadata',
    ]);
  });

  it('fails for a path that is none', async () => {
    expect(await failedChecks(world.token, 'payments/../x')).toEqual([
      expect.objectContaining({ code: 'vault.configuration' }),
    ]);
  });
});
