import {
  accountName,
  FencedError,
  MisconfiguredError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withPostgres } from '@keyturn/dev-peers';
import { Client, escapeIdentifier } from 'pg';
import {
  at,
  createPostgresWorld,
  type PostgresWorld,
} from './__testUtils__/postgresWorld';
import { readFence, underFence, withFence } from './fence';

jest.setTimeout(30_000);

const postgres = withPostgres();

describe('the mark in a comment', () => {
  it('is a suffix, and leaves other text as it was', () => {
    const text = "Login of the shop [team: payments]\nDon't drop";
    const first = withFence(text, { run: 12, epoch: 3 });
    expect(first).toBe(`${text} [keyturn fence 12.3]`);
    expect(withFence(first, { run: 13, epoch: 1 })).toBe(
      `${text} [keyturn fence 13.1]`,
    );
    expect(withFence(null, { run: 1, epoch: 1 })).toBe('[keyturn fence 1.1]');
  });

  it('is found wherever somebody moved it, and the newest counts', () => {
    expect(readFence(null)).toBeUndefined();
    expect(readFence('plain text')).toBeUndefined();
    expect(
      readFence('[keyturn fence 9.1] text [keyturn fence 12.3] and more'),
    ).toEqual({ run: 12, epoch: 3 });
    expect(readFence('[keyturn fence 12.3] [keyturn fence 12.10]')).toEqual({
      run: 12,
      epoch: 10,
    });
  });
});

describe('on a server', () => {
  let world: PostgresWorld;
  beforeEach(async () => {
    world = await createPostgresWorld(postgres());
  });
  afterEach(() => world.close());

  async function comments() {
    const rows = await world.sql(
      `SELECT shobj_description(oid, 'pg_authid') AS comment FROM pg_roles
        WHERE rolname = ANY ($1) ORDER BY rolname`,
      [world.users],
    );
    return rows.map(({ comment }) => comment);
  }

  function activate(users: readonly [string, string], run: number) {
    const { rotator } = world;
    const options = { users };
    const accounts = { new: accountName(users[1]) };
    const value = rotator.generate({
      options,
      account: accounts.new,
      current: world.current,
    });
    return rotator.activate({ options, accounts, value }, at(run, 1));
  }

  it('stands on both logins, behind their own comments', async () => {
    await activate(world.users, 7);
    await expect(comments()).resolves.toEqual([
      '[keyturn fence 7.1]',
      "the shop's second login [keyturn fence 7.1]",
    ]);
  });

  it('refuses a stale worker that still pairs a login otherwise', async () => {
    const [, b] = world.users;
    const third = `third_${world.owner}`;
    const role = escapeIdentifier(third);
    await world.sql(
      `CREATE ROLE ${role}; GRANT ${role} TO "${world.admin}" WITH ADMIN TRUE`,
    );
    try {
      await activate(world.users, 8);
      await expect(activate([third, b], 7)).rejects.toThrow(FencedError);
      await expect(activate([b, third], 7)).rejects.toThrow(FencedError);
    } finally {
      await world.sql(`DROP ROLE ${role}`);
    }
  });

  it('a worker that stops between claiming it and its change does not keep others out', async () => {
    const stopped = new Client({
      ...{ host: postgres().host, port: postgres().port },
      user: world.admin,
      password: world.adminPassword,
      database: 'postgres',
    });
    stopped.on('error', () => undefined); // the server ends its session, which is the point
    await stopped.connect();
    let claimed = () => {};
    const hasClaimed = new Promise<void>(resolve => {
      claimed = resolve;
    });
    const fence = { run: 6, epoch: 1 };
    underFence(stopped, world.users, fence, 300, () => {
      claimed();
      return new Promise<void>(() => {});
    }).catch(() => undefined); // it never ends
    await hasClaimed;
    await activate(world.users, 7);
    await expect(comments()).resolves.toEqual([
      '[keyturn fence 7.1]',
      "the shop's second login [keyturn fence 7.1]",
    ]);
    await stopped.end();
  });

  it('a login that does not exist is named with what to do', async () => {
    await expect(
      activate([world.users[0], 'nobody "here"'], 7),
    ).rejects.toMatchObject({
      name: MisconfiguredError.name,
      fix: 'CREATE ROLE "nobody ""here""" NOLOGIN',
    });
    await expect(comments()).resolves.toEqual([
      null,
      "the shop's second login",
    ]);
  });
});
