import {
  ADMIN_RULES,
  CLUSTER_RULES,
  createRedisWorld,
  savedUsers,
} from './__testUtils__/redisWorld';
import { describeOnRedis, withRedisCluster } from './__testUtils__/withRedis';
import { rotationOf } from './__testUtils__/rotationOf';

jest.setTimeout(60_000);

const IN_CLUSTER = { adminRules: [...ADMIN_RULES, ...CLUSTER_RULES] };

describeOnRedis('a cluster of three nodes', () => {
  const nodes = withRedisCluster();

  it('is rotated on each of them, and each would find its user after a restart', async () => {
    const world = await createRedisWorld(nodes(), IN_CLUSTER);
    const { value, failed, activate, revoke, answers } = rotationOf(world);
    expect(await failed()).toEqual([]);
    await activate();
    expect(await answers(value)).toEqual(Array(3).fill('accepted'));
    expect(await answers(world.current)).toEqual(Array(3).fill('accepted'));
    await revoke();
    expect(await answers(value)).toEqual(Array(3).fill('accepted'));
    expect(await answers(world.current)).toEqual(Array(3).fill('rejected'));
    for (const node of nodes()) {
      const [line] = await savedUsers(node, world.user);
      expect(line.match(/#/g)).toHaveLength(1);
    }
    await world.close();
  });

  it('of which one is not named is missed before anything is written', async () => {
    const world = await createRedisWorld(nodes(), IN_CLUSTER);
    const named = nodes().slice(0, 2);
    const rotator = world.rotatorWith({
      nodes: named.map(({ host, port }) => `${host}:${port}`),
    });
    const { failed } = rotationOf(world, rotator);
    expect(await failed()).toEqual([
      expect.objectContaining({
        code: 'redis.all-nodes',
        message: 'The servers know 3 nodes, and 2 are named',
      }),
    ]);
    await world.close();
  });

  it('is asked for its nodes by the documented right alone', async () => {
    const world = await createRedisWorld(nodes());
    const { failed } = rotationOf(world);
    const fix = `ACL SETUSER ${world.admin} +cluster|nodes`;
    expect(await failed()).toEqual([expect.objectContaining({ fix })]);
    await world.close();
  });
});
