import { readFile, writeFile } from 'node:fs/promises';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withPostgres } from '@keyturn/dev-peers';
import { escapeIdentifier } from 'pg';
import {
  at,
  createPostgresWorld,
  type PostgresWorld,
} from './__testUtils__/postgresWorld';
import type { AlternatingUsersRotator } from './AlternatingUsersRotator';

jest.setTimeout(30_000);

const postgres = withPostgres();

let world: PostgresWorld;
beforeEach(async () => {
  world = await createPostgresWorld(postgres());
});
afterEach(() => world.close());

async function probe(
  rotator: AlternatingUsersRotator = world.rotator,
  value: SecretValue = world.current,
  signal = at(1, 1).signal,
) {
  const options = rotator.parseOptions(world.options);
  return rotator.probe({ options, value }, { signal });
}

async function failedChecks(rotator: AlternatingUsersRotator) {
  const options = rotator.parseOptions(world.options);
  const { current } = world;
  const accounts = rotator.chooseAccounts(options, current);
  const checks = await rotator.preflight(
    { options, accounts, current },
    at(1, 1),
  );
  return checks.filter(({ ok }) => !ok);
}

function alterCurrent(clause: string) {
  return world.sql(`ALTER ROLE ${escapeIdentifier(world.users[0])} ${clause}`);
}

it('names endpoints by their number, never by their host', async () => {
  await expect(probe()).resolves.toEqual([
    { endpoint: 'endpoint 1 of 2', answer: 'accepted' },
    { endpoint: 'endpoint 2 of 2', answer: 'accepted' },
  ]);
});

it('takes a disabled login with the right password as rejected', async () => {
  await alterCurrent('NOLOGIN');
  expect((await probe())[0].answer).toBe('rejected');
});

it('does not take too many connections for a refusal', async () => {
  await alterCurrent('CONNECTION LIMIT 0');
  expect((await probe())[0].answer).toBe('unknown');
});

it('does not take a refused address for a refused password, and preflight says which', async () => {
  const [{ hba_file: file }] = await world.sql('SHOW hba_file');
  const before = await readFile(String(file), 'utf8');
  const user = world.users[0].replaceAll('"', '""');
  await writeFile(
    String(file),
    `host all "${user}" 127.0.0.1/32 reject\n${before}`,
  );
  await world.sql('SELECT pg_reload_conf()');
  try {
    // The postmaster rereads the file a moment after the call returned.
    const deadline = Date.now() + 10_000;
    while ((await probe())[0].answer === 'accepted' && Date.now() < deadline);
    expect((await probe())[0].answer).toBe('unknown');
    await expect(failedChecks(world.rotator)).resolves.toEqual([
      expect.objectContaining({
        code: 'postgres.endpoint-access',
        message: expect.stringContaining('endpoint 1 of 2, endpoint 2 of 2'),
      }),
    ]);
  } finally {
    await writeFile(String(file), before);
    await world.sql('SELECT pg_reload_conf()');
  }
});

it('does not accept a value that logs in but fails the probe query, and preflight says so', async () => {
  const table = escapeIdentifier(`orders of ${world.owner}`);
  await world.sql(`CREATE TABLE ${table} (id int)`);
  const rotator = world.rotatorWith({
    probeQuery: `SELECT 1 FROM ${table} LIMIT 1`,
  });
  try {
    expect((await probe(rotator))[0].answer).toBe('unknown');
    await expect(failedChecks(rotator)).resolves.toEqual([
      expect.objectContaining({ code: 'postgres.probe-query' }),
    ]);
    await world.sql(
      `GRANT SELECT ON ${table} TO ${escapeIdentifier(world.owner)}`,
    );
    expect((await probe(rotator))[0].answer).toBe('accepted');
    await expect(failedChecks(rotator)).resolves.toEqual([]);
  } finally {
    await world.sql(`DROP TABLE ${table}`);
  }
});

it('takes a closed port as unknown, and preflight waits instead of refusing', async () => {
  const rotator = world.rotatorWith({ endpoints: ['127.0.0.1:1'] });
  expect((await probe(rotator))[0].answer).toBe('unknown');
  await expect(failedChecks(rotator)).rejects.toThrow(
    'No answer from endpoint 1 of 1',
  );
});

it('lets go of an endpoint that hangs as soon as its time is over', async () => {
  const rotator = await world.withSilentEndpoint();
  const options = rotator.parseOptions(world.options);
  const over = new AbortController();
  const asked = rotator.probe(
    { options, value: world.current },
    { signal: over.signal },
  );
  const started = Date.now();
  over.abort();
  expect((await asked).map(({ answer }) => answer)).toContain('unknown');
  expect(Date.now() - started).toBeLessThan(400);
});
