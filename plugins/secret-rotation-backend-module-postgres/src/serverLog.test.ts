import { readFile } from 'node:fs/promises';
import {
  PermissionDeniedError,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withPostgres } from '@keyturn/dev-peers';
import { escapeIdentifier } from 'pg';
import { TALKATIVE } from './__conformance__/peers';
import {
  at,
  createPostgresWorld,
  type PostgresWorld,
} from './__testUtils__/postgresWorld';

jest.setTimeout(30_000);

const postgres = withPostgres(TALKATIVE);

let world: PostgresWorld;
beforeEach(async () => {
  world = await createPostgresWorld(postgres());
});
afterEach(() => world.close());

/** What the server logs while `act` runs. A statement is logged before it is answered. */
async function logged(act: () => Promise<unknown>): Promise<string> {
  const before = await readFile(postgres().logFile, 'utf8');
  await act();
  const after = await readFile(postgres().logFile, 'utf8');
  return after.slice(before.length);
}

function forms(value: SecretValue): string[] {
  const bytes = Buffer.from(value.reveal('password'));
  return [
    bytes.toString(),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}

function expectNone(log: string, value: SecretValue) {
  // Compared by hand: a failing matcher would print the value.
  expect(forms(value).some(form => log.includes(form))).toBe(false);
}

function rotation() {
  const options = world.rotator.parseOptions(world.options);
  const accounts = world.rotator.chooseAccounts(options, world.current);
  const value = world.rotator.generate({
    options,
    account: accounts.new,
    current: world.current,
  });
  return { options, accounts, value };
}

it('a whole rotation leaves verifiers in the log, and no password in any form', async () => {
  const { options, accounts, value } = rotation();
  const { current, rotator, users } = world;
  const log = await logged(async () => {
    await rotator.preflight({ options, accounts, current }, at(1, 1));
    await rotator.activate({ options, accounts, value }, at(1, 1));
    await rotator.probe({ options, value }, at(1, 1));
    await rotator.revoke(
      { options, account: rotator.accounts(options)[0], keep: value },
      at(1, 1),
    );
    await rotator.probe({ options, value: current }, at(1, 1));
  });
  expect(log).toContain(
    `ALTER ROLE ${escapeIdentifier(
      users[1],
    )} LOGIN PASSWORD 'SCRAM-SHA-256$4096:`,
  );
  expectNone(log, value);
  expectNone(log, current);
});

it('an ALTER that fails is logged with the verifier alone', async () => {
  const { options, accounts, value } = rotation();
  const { admin, current, rotator, users } = world;
  await rotator.activate({ options, accounts, value }, at(1, 1));
  await rotator.revoke(
    { options, account: accounts.new, keep: current },
    at(1, 1),
  );
  await world.sql(
    `REVOKE ${escapeIdentifier(users[1])} FROM ${escapeIdentifier(admin)}`,
  );
  const log = await logged(() =>
    expect(
      rotator.activate({ options, accounts, value }, at(1, 1)),
    ).rejects.toMatchObject({
      name: PermissionDeniedError.name,
      fix: expect.stringContaining(
        `GRANT ${users.map(escapeIdentifier).join(', ')} TO "${admin}"`,
      ),
    }),
  );
  expect(log).toMatch(/ERROR: .*permission denied/);
  expect(log).toMatch(/STATEMENT: +ALTER ROLE .* 'SCRAM-SHA-256\$/);
  expectNone(log, value);
});

it('preflight sends nothing but questions, in a read-only transaction', async () => {
  const { options, accounts } = rotation();
  const { current, rotator } = world;
  const log = await logged(() =>
    rotator.preflight({ options, accounts, current }, at(1, 1)),
  );
  const statements = [
    ...log.matchAll(/LOG: {2}(?:statement|execute [^:]*):\s+(\w+)/g),
  ].map(([, verb]) => verb.toUpperCase());
  expect(statements).toContain('BEGIN');
  expect(new Set(statements)).toEqual(new Set(['BEGIN', 'SELECT']));
  expect(log).toContain('BEGIN READ ONLY');
});

it('setting the same password again sends no ALTER: poolers keep their verifier', async () => {
  const { options, accounts, value } = rotation();
  await world.rotator.activate({ options, accounts, value }, at(1, 1));
  const log = await logged(() =>
    world.rotator.activate({ options, accounts, value }, at(1, 2)),
  );
  expect(log).toContain('[keyturn fence 1.2]');
  expect(log).not.toContain('ALTER ROLE');
});

it('two workers that set the same value at once set it once', async () => {
  const { options, accounts, value } = rotation();
  const activate = () =>
    world.rotator.activate({ options, accounts, value }, at(1, 1));
  const log = await logged(() => Promise.all([activate(), activate()]));
  expect(log.match(/statement: ALTER ROLE/g)).toHaveLength(1);
});
