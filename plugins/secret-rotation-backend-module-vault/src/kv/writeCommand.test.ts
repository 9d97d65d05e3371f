import { typeIntoCommand } from '@keyturn/dev-peers';
import {
  describeOnOpenBao,
  type OpenBaoWorld,
} from '../__testUtils__/openBaoWorld';
import { writeCommandOf } from './writeCommand';

jest.setTimeout(60_000);

const CONTEXT = { signal: new AbortController().signal };
const TYPED = `pasted '"$(id) value`;

describeOnOpenBao('a command that a person writes a version with', getWorld => {
  async function command(world: OpenBaoWorld, path: string, field?: string) {
    const store = world.store({
      cli: 'bao',
      auth: { token: world.server.token },
    });
    const seen = await store.describe({ path }, CONTEXT);
    return store.writeCommand({ path, runId: 'R-7', field, seen });
  }

  const read = async (world: OpenBaoWorld, path: string) =>
    (
      await world.admin.call<{ data: { data: object } }>(
        'GET',
        `secret/data/${path}`,
      )
    ).data.data;

  const type = (world: OpenBaoWorld, text: string, typed = `${TYPED}\n`) =>
    typeIntoCommand({
      command: text,
      typed,
      tools: { bao: `exec '${world.binary}' "$@"` },
      env: {
        VAULT_ADDR: world.server.address,
        VAULT_TOKEN: world.server.token,
        HOME: world.folder,
      },
    });

  it('puts the value in as it is, under the version that it says, and leaves other fields alone', async () => {
    const world = getWorld();
    await world.admin.write('partner/fields', { user: 'acme', key: 'old' });
    const { text, version } = await command(world, 'partner/fields', 'key');
    const { exitCode, calls, shown } = await type(world, text);
    expect(exitCode).toBe(0);
    expect(await read(world, 'partner/fields')).toEqual({
      user: 'acme',
      key: TYPED,
    });
    const store = world.store({ auth: { token: world.server.token } });
    const { current } = await store.describe(
      { path: 'partner/fields' },
      CONTEXT,
    );
    expect(current).toBe(version);
    expect(JSON.stringify(calls)).not.toContain('pasted');
    expect(shown).not.toContain('pasted');
  });

  it('writes the first version where there is none', async () => {
    const world = getWorld();
    const { text, version } = await command(world, 'partner/first');
    expect((await type(world, text)).exitCode).toBe(0);
    expect(version).toBe('1');
    expect(await read(world, 'partner/first')).toEqual({ value: TYPED });
  });

  it('works once: after another write it changes nothing', async () => {
    const world = getWorld();
    await world.admin.write('partner/once', { value: 'old' });
    const { text } = await command(world, 'partner/once');
    await world.admin.write('partner/once', { value: 'of somebody else' });
    const { exitCode, shown } = await type(world, text);
    expect(exitCode).not.toBe(0);
    expect(shown).toContain('check-and-set');
    expect(await read(world, 'partner/once')).toEqual({
      value: 'of somebody else',
    });
  });

  it('names a path of a catalog file as one word', async () => {
    const world = getWorld();
    const path = `partner/$(id)'"\`;x`;
    const { text } = await command(world, path);
    expect((await type(world, text)).exitCode).toBe(0);
    const store = world.store({ auth: { token: world.server.token } });
    expect((await store.describe({ path }, CONTEXT)).current).toBe('1');
  });
});

it('names the namespace, and no address', () => {
  const { text } = writeCommandOf(
    { cli: 'vault', mount: 'kv/team', namespace: 'platform/prod' },
    { path: 'a', runId: 'R-7', seen: { versions: [] } },
  );
  expect(text).toContain(
    'vault kv put -namespace=platform/prod -mount=kv/team -cas=0 a value=-',
  );
});
