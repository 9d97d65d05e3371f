import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  ACCOUNT,
  at,
  openApiWorld,
  rotatorFor,
  type ApiWorld,
} from './__testUtils__/apiWorld';

jest.setTimeout(60_000);

const options = { account: ACCOUNT };

let world: ApiWorld;
let folder: string;
let file: string;
beforeEach(async () => {
  world = await openApiWorld();
  folder = await mkdtemp(join(tmpdir(), 'keyturn-admin-'));
  file = join(folder, 'admin.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await world.close();
});

/** What preflight says is wrong. */
async function failed(
  rotator = rotatorFor({ ...world.entry, admin: { file } }),
) {
  const { current } = world;
  const accounts = rotator.chooseAccounts(options, current);
  const input = { options, accounts, current };
  const checks = await rotator.preflight(input, at(1, 1));
  return checks.filter(({ ok }) => !ok);
}

it("the administrator's credential is read from its file at each use", async () => {
  const rotator = rotatorFor({ ...world.entry, admin: { file } });
  const write = (fields: object) => writeFile(file, JSON.stringify(fields));
  await write({ token: 'of-yesterday' });
  expect((await failed(rotator)).map(({ code }) => code)).toEqual([
    'api-key.list',
  ]);
  await write(world.entry.admin.fields);
  expect(await failed(rotator)).toEqual([]);
});

it.each(['', '{"token":"hush', '{"token":7}', '{}', '["hush"]'])(
  'a file that holds %j is refused without its text',
  async content => {
    await writeFile(file, content);
    const checks = await failed();
    expect(checks).toEqual([
      expect.objectContaining({
        code: 'api-key.list',
        message:
          'The file of secretRotation.rotators.provider.admin holds no credential',
        fix: expect.stringContaining('{admin.<field>}'),
      }),
    ]);
    expect(JSON.stringify(checks)).not.toContain('hush');
  },
);

it('a file that is not there, or lacks a field that requests name, is refused by name', async () => {
  const issue = () =>
    rotatorFor({ ...world.entry, admin: { file } }).issue(
      {
        ...{ options, account: world.rotator.accounts(options)[0] },
        ...{ current: undefined, known: [], since: new Date() },
      },
      at(1, 1),
    );
  await expect(issue()).rejects.toThrow(MisconfiguredError);
  await writeFile(file, JSON.stringify({ other: 'field' }));
  await expect(issue()).rejects.toThrow(
    "The administrator's credential has no field token",
  );
});
