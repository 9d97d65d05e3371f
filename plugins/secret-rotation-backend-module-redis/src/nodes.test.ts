import { setTimeout as delay } from 'node:timers/promises';
import {
  freePort,
  startTemporaryRedis,
  type RunningRedis,
} from '@keyturn/dev-peers';
import {
  at,
  createRedisWorld,
  savedUsers,
  type RedisWorld,
} from './__testUtils__/redisWorld';
import { rotationOf } from './__testUtils__/rotationOf';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';

jest.setTimeout(60_000);

describeOnRedis('a primary and its replica', () => {
  const primaries = withRedis();
  let replica: RunningRedis;
  let world: RedisWorld;
  beforeAll(async () => {
    const [primary] = primaries();
    replica = await startTemporaryRedis({ replicaOf: primary });
  });
  afterAll(() => replica.stop());
  beforeEach(async () => {
    world = await createRedisWorld([primaries()[0], replica]);
    await untilReplicating();
  });
  afterEach(() => world.close());

  async function untilReplicating() {
    for (;;) {
      const role = await world.command(primaries()[0], 'ROLE');
      if (Array.isArray(role) && role[2].length === 1) return;
      await delay(50);
    }
  }

  /** What the user may do there, in any order. */
  async function rulesAt(server: RunningRedis) {
    const reply = await world.command(server, 'ACL', 'GETUSER', world.user);
    return String((reply as unknown[])[5])
      .split(' ')
      .sort();
  }

  const rotation = (rotator = world.rotator) => rotationOf(world, rotator);

  it('are both set, saved and probed: users do not travel to replicas', async () => {
    const { value, activate, revoke, answers, failed } = rotation();
    expect(await failed()).toEqual([]);
    expect(await answers()).toEqual(['rejected', 'rejected']);
    await activate();
    expect(await answers()).toEqual(['accepted', 'accepted']);
    expect(await answers(world.current)).toEqual(['accepted', 'accepted']);
    await revoke();
    expect(await answers()).toEqual(['accepted', 'accepted']);
    expect(await answers(world.current)).toEqual(['rejected', 'rejected']);
    expect(value.public('username')).toBe(world.user);
    for (const server of [primaries()[0], replica]) {
      const [line] = await savedUsers(server, world.user);
      expect(line.match(/#/g)).toHaveLength(1);
    }
  });

  it('nothing is changed anywhere while one of them cannot be reached', async () => {
    const [{ host, port }] = primaries();
    const nodes = [`${host}:${port}`, `127.0.0.1:${await freePort()}`];
    const { activate, answers } = rotation(world.rotatorWith({ nodes }));
    const before = await world.look();
    await expect(activate()).rejects.toMatchObject({
      name: 'UnavailableError',
      message: 'Redis cannot be asked now at node 2 of 2',
    });
    expect(await world.look()).toEqual(before);
    expect(await answers()).toEqual(['rejected', 'unknown']);
  });

  it('a replica that lost what was set gets it back by the repeat', async () => {
    const { activate, answers } = rotation();
    const list = await world.command(replica, 'ACL', 'LIST');
    const old = (list as string[]).find(line =>
      line.startsWith(`user ${world.user} `),
    );
    await activate();
    await world.command(
      replica,
      ...[
        'ACL',
        'SETUSER',
        world.user,
        'reset',
        ...(old ?? '').split(' ').slice(2),
      ],
    );
    expect(await answers()).toEqual(['accepted', 'rejected']);
    await activate();
    expect(await answers()).toEqual(['accepted', 'accepted']);
    expect(await answers(world.current)).toEqual(['accepted', 'accepted']);
  });

  it('a replica that lost the user gets it back with its rules', async () => {
    const { activate, revoke, answers } = rotation();
    const rules = await rulesAt(replica);
    await world.command(replica, 'ACL', 'DELUSER', world.user);
    await activate();
    expect(await answers()).toEqual(['accepted', 'accepted']);
    expect(await rulesAt(replica)).toEqual(rules);
    await revoke();
    expect(await answers(world.current)).toEqual(['rejected', 'rejected']);
  });

  it('a replica that the entry does not name is missed before anything is written', async () => {
    const [{ host, port }] = primaries();
    const { failed } = rotation(
      world.rotatorWith({ nodes: [`${host}:${port}`] }),
    );
    expect(await failed()).toEqual([
      expect.objectContaining({
        code: 'redis.all-nodes',
        message: 'The servers know 2 nodes, and 1 are named',
      }),
    ]);
  });

  it('a primary that the entry does not name is missed too', async () => {
    const { failed } = rotation(
      world.rotatorWith({ nodes: [`${replica.host}:${replica.port}`] }),
    );
    expect((await failed()).map(({ code }) => code)).toEqual([
      'redis.all-nodes',
    ]);
  });

  it('a user that may do something else on one of them is named', async () => {
    const { failed } = rotation();
    await world.command(replica, 'ACL', 'SETUSER', world.user, '-get');
    expect(await failed()).toEqual([
      expect.objectContaining({
        code: 'redis.same-rules',
        message: `The user ${world.user} may do something else at node 2 of 2`,
      }),
    ]);
  });
});

describeOnRedis('a restart', () => {
  it('finds the new password where users are kept in a file', async () => {
    const server = await startTemporaryRedis();
    const world = await createRedisWorld([server]);
    const line = await rotateOnce(world);
    expect(await savedUsers(server, world.user)).toEqual([line]);
    await world.close();
    await server.stop();
  });

  it('is refused by preflight where users would vanish', async () => {
    const server = await startTemporaryRedis({ users: 'memory' });
    const world = await createRedisWorld([server]);
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(1, 1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({
        code: 'redis.users-persist',
        fix: expect.stringContaining('Set aclfile'),
      }),
    ]);
    const value = rotator.generate({ options, account: accounts.new, current });
    await expect(
      rotator.activate({ options, accounts, value }, at(1, 1)),
    ).rejects.toMatchObject({ name: 'MisconfiguredError' });
    await world.close();
    await server.stop();
  });

  /** @returns how the server describes the user after a rotation */
  async function rotateOnce(world: RedisWorld): Promise<string> {
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    await rotator.activate({ options, accounts, value }, at(1, 1));
    await rotator.revoke(
      { options, account: accounts.new, keep: value },
      at(1, 1),
    );
    const [[[, line = ''] = []]] = (await world.look()) as string[][][];
    return line;
  }
});
