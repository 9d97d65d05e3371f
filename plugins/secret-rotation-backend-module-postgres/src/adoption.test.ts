import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  type ChosenRotator,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withPostgres } from '@keyturn/dev-peers';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { at, secretText } from './__testUtils__/postgresWorld';
import { rotatorOf } from './rotatorOf';
import { readPostgresRotatorSettings } from './settings';

jest.setTimeout(60_000);

const postgres = withPostgres();
const DATABASE = 'postgres';

let superuser: Client;
beforeEach(async () => {
  superuser = new Client(postgres().connectionString(DATABASE));
  await superuser.connect();
});
afterEach(() => superuser.end());

/** Runs a script that operators run with psql. */
async function runScript(name: string, variables: Record<string, string>) {
  const file = join(__dirname, '..', 'grants', `${name}.sql`);
  const script = await readFile(file, 'utf8');
  await superuser.query(
    script
      .replace(/:"(\w+)"/g, (_, key) => escapeIdentifier(variables[key]))
      .replace(/:'(\w+)'/g, (_, key) => escapeLiteral(variables[key])),
  );
}

/** A login that somebody made by hand long ago: it is alone, and owns its tables. */
async function legacyLogin() {
  const id = randomBytes(4).toString('hex');
  const names = {
    admin: `keyturn_${id}`,
    login: `legacy "${id}"`,
    second: `legacy_b_${id}`,
    owner: `legacy_owner_${id}`,
    schema: `orders_${id}`,
  };
  const [password, adminPassword] = [secretText(), secretText()];
  const login = escapeIdentifier(names.login);
  await superuser.query(
    `CREATE ROLE ${login} LOGIN PASSWORD ${escapeLiteral(password)};
     CREATE ROLE ${names.admin} LOGIN PASSWORD ${escapeLiteral(adminPassword)};
     CREATE SCHEMA ${names.schema} AUTHORIZATION ${login};
     SET ROLE ${login};
     CREATE TABLE ${names.schema}.orders (id int);
     RESET ROLE`,
  );
  const { host, port } = postgres();
  const rotator = rotatorOf(
    readPostgresRotatorSettings({
      name: 'legacy',
      config: new ConfigReader({
        kind: 'postgres',
        strategy: 'alternating-users',
        admin: { host, port, user: names.admin, password: adminPassword },
        probeQuery: `SELECT 1 FROM ${names.schema}.orders LIMIT 1`,
      }),
    }),
  );
  if (rotator.issues !== 'chosen') throw new Error('It changes logins');
  const value = SecretValue.of({
    username: { value: names.login, secret: false },
    password: { value: password, secret: true },
  });
  return { names, rotator: rotator as ChosenRotator, value };
}

/** A service that logs in anew for every request with what it has read last. */
function startService(table: string, first: SecretValue) {
  let current = first;
  let isOver = false;
  const failures: unknown[] = [];
  let requests = 0;
  const serve = async () => {
    while (!isOver) {
      requests += 1;
      await query(current, `INSERT INTO ${table} VALUES (${requests})`).catch(
        error => failures.push(error),
      );
    }
  };
  const served = serve();
  return {
    failures,
    requests: () => requests,
    reload: (value: SecretValue) => {
      current = value;
    },
    stop: async () => {
      isOver = true;
      await served;
    },
  };
}

async function query(value: SecretValue, sql: string): Promise<void> {
  const { host, port } = postgres();
  const client = new Client({
    ...{ host, port, database: DATABASE, ssl: false },
    user: value.reveal('username'),
    password: value.reveal('password'),
  });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Serves some requests with what is current. */
async function serveSome(service: ReturnType<typeof startService>) {
  const wanted = service.requests() + 5;
  while (service.requests() < wanted) {
    await new Promise(resolve => {
      setTimeout(resolve, 10);
    });
  }
}

it('an existing login becomes one of two by the script, and is rotated there and back without a failed request', async () => {
  const { names, rotator, value: legacy } = await legacyLogin();
  const options = rotator.parseOptions({ users: [names.login, names.second] });
  const failed = async (current: SecretValue) => {
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(1, 1),
    );
    return checks.filter(({ ok }) => !ok).map(({ code }) => code);
  };
  expect(await failed(legacy)).toContain('postgres.login-exists');

  const table = `${names.schema}.orders`;
  const service = startService(table, legacy);
  try {
    await runScript('adopt-login', names);
    await runScript('alternating-users', {
      admin: names.admin,
      first: names.login,
      second: names.second,
    });
    expect(await failed(legacy)).toEqual([]);

    let current = legacy;
    for (const run of [1, 2]) {
      await serveSome(service);
      const accounts = rotator.chooseAccounts(options, current);
      const account = accounts.old;
      if (account === undefined) throw new Error('There is no old login');
      const next = await rotator.generate({
        options,
        account: accounts.new,
        current,
      });
      await rotator.activate({ options, accounts, value: next }, at(run, 1));
      service.reload(next);
      await serveSome(service);
      await rotator.revoke({ options, account, keep: next }, at(run, 1));
      const probes = await rotator.probe({ options, value: current }, at(1, 1));
      expect(probes.map(({ answer }) => answer)).toEqual(['rejected']);
      current = next;
    }
    await serveSome(service);
    expect(current.reveal('username')).toBe(names.login);
    // It may change what it owned, as before.
    await query(current, `ALTER TABLE ${table} ADD COLUMN paid bool`);
  } finally {
    await service.stop();
  }
  expect(service.failures).toEqual([]);
});
