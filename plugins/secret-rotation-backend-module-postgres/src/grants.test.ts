import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withPostgres } from '@keyturn/dev-peers';
import { escapeIdentifier } from 'pg';
import {
  at,
  createLoginWorld,
  SINGLE_USER as ONE_LOGIN,
  type PostgresWorld,
} from './__testUtils__/postgresWorld';
import { ALTERNATING_USERS, SINGLE_USER } from './declarations';
import type { SingleUserRotator } from './SingleUserRotator';

jest.setTimeout(120_000);

const GRANTS = join(__dirname, '..', 'grants');
const PAGE = join(
  ...[__dirname, '..', '..', '..', 'docs', 'integrations', 'postgres.md'],
);

/** What a script gives to the administrator, one entry a right. */
async function rightsOf(strategy: string): Promise<string[]> {
  const script = await readFile(join(GRANTS, `${strategy}.sql`), 'utf8');
  const statements = script.replace(/^--.*$/gm, '').split(';');
  return statements.flatMap(statement => {
    const [, attributes] = /ALTER ROLE :"admin" (.*)/.exec(statement) ?? [];
    const [, role] = /GRANT (\w+) TO :"admin"/.exec(statement) ?? [];
    const ofLogins = /GRANT :.* WITH ADMIN TRUE/.test(statement);
    return [
      ...(attributes?.split(' ').filter(name => name !== 'LOGIN') ?? []),
      ...(role ? [role] : []),
      ...(ofLogins ? ['ADMIN OPTION'] : []),
    ];
  });
}

it.each([ALTERNATING_USERS, SINGLE_USER])(
  'what the table says that $strategy needs is what its script grants',
  async ({ strategy, privileges }) => {
    const rights = await rightsOf(strategy);
    const told = [...privileges.summary.matchAll(/`([^`]+)`/g)].map(
      ([, name]) => name,
    );
    expect(told.sort()).toEqual(rights.sort());
  },
);

it('the page tells operators to grant what the script does', async () => {
  const page = await readFile(PAGE, 'utf8');
  const script = await readFile(join(GRANTS, 'alternating-users.sql'), 'utf8');
  const statements = script
    .replace(/^--.*$/gm, '')
    .replace('ALTER ROLE :"admin" LOGIN', 'CREATE ROLE keyturn LOGIN')
    .replaceAll(':"admin"', 'keyturn')
    .replaceAll(/:"(first|second)"/g, (_, which) =>
      which === 'first' ? 'payments_a' : 'payments_b',
    )
    .split(/;?\n/)
    .filter(Boolean);
  expect(statements).toHaveLength(4);
  for (const statement of statements) expect(page).toContain(statement);
});

describe('the documented rights for one login', () => {
  const postgres = withPostgres();
  let world: PostgresWorld<SingleUserRotator>;
  /** Names as SQL writes them. */
  let login: string;
  let admin: string;
  beforeEach(async () => {
    world = await createLoginWorld(postgres(), ONE_LOGIN);
    login = escapeIdentifier(world.users[0]);
    admin = escapeIdentifier(world.admin);
  });
  afterEach(() => world.close());

  function rotation() {
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const input = { options, accounts, account: accounts.new, current };
    return {
      ...{ input, value: rotator.generate(input) },
      failed: async () =>
        (await rotator.preflight(input, at(1, 1))).filter(({ ok }) => !ok),
    };
  }

  it('are enough for a whole rotation, sessions included', async () => {
    const { rotator, current } = world;
    const { input, value, failed } = rotation();
    expect(await failed()).toEqual([]);
    const session = await world.openSession(current);
    const keptSince = new Date();
    await rotator.activate({ ...input, value }, at(1, 1));
    expect(
      await rotator.revoke(
        { ...input, keep: value, refuse: current, keptSince },
        at(1, 1),
      ),
    ).toEqual({ endedSessions: 1 });
    expect(await session.isEnded()).toBe(true);
  });

  it.each<[code: string, harm: () => string, fix: () => string]>([
    [
      'postgres.create-role',
      () => `ALTER ROLE ${admin} NOCREATEROLE`,
      () => `ALTER ROLE ${admin} CREATEROLE`,
    ],
    [
      'postgres.admin-option',
      () => `REVOKE ADMIN OPTION FOR ${login} FROM ${admin}`,
      () =>
        `GRANT ${login} TO ${admin} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    ],
    [
      'postgres.signal-sessions',
      () => `REVOKE pg_signal_backend FROM ${admin}`,
      () => `GRANT pg_signal_backend TO ${admin}`,
    ],
    [
      'postgres.see-sessions',
      () => `REVOKE pg_read_all_stats FROM ${admin}`,
      () => `GRANT pg_read_all_stats TO ${admin}`,
    ],
  ])(
    'are all needed: %s names one that is missing',
    async (code, harm, fix) => {
      const { failed } = rotation();
      await world.sql(harm());
      expect(await failed()).toEqual([
        expect.objectContaining({ code, fix: fix() }),
      ]);
      await world.sql(fix());
      expect(await failed()).toEqual([]);
    },
  );
});
