import { setTimeout as delay } from 'node:timers/promises';
import { accountName } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunningRedis } from '@keyturn/dev-peers';
import {
  at,
  createRedisWorld,
  type RedisWorld,
} from './__testUtils__/redisWorld';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';

jest.setTimeout(30_000);

describeOnRedis('sessions of an ACL user', () => {
  const servers = withRedis();
  let server: RunningRedis;
  let world: RedisWorld;
  beforeEach(async () => {
    [server] = servers();
    world = await createRedisWorld([server]);
  });
  afterEach(() => world.close());

  async function activated() {
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    await rotator.activate({ options, accounts, value }, at(1, 1));
    return { options, value, account: accounts.new };
  }

  /** Redis knows whole seconds of a session: waits for one that is surely later than now. */
  async function laterSecond(): Promise<Date> {
    const second = async () =>
      Number(((await world.command(server, 'TIME')) as string[])[0]);
    const start = await second();
    while ((await second()) < start + 2) await delay(50);
    return new Date((await second()) * 1000);
  }

  it('that were opened before consumers could read the new value are ended, later ones stay', async () => {
    const { options, value, account } = await activated();
    const { rotator } = world;
    const before = await world.openSession(world.current);
    const keptSince = await laterSecond();
    const after = await world.openSession(value);
    const sessions = await rotator.sessions({ options, account }, at(1, 1));
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({
      label: 'shop-service',
      since: expect.any(Date),
    });

    const revoke = () =>
      rotator.revoke({ options, account, keep: value, keptSince }, at(1, 1));
    await expect(revoke()).resolves.toEqual({ endedSessions: 1 });

    expect(await before.isEnded()).toBe(true);
    expect(await after.isEnded()).toBe(false);
    await expect(revoke()).resolves.toEqual({ endedSessions: 0 });
  });

  it('that may have been opened after that moment stay, though Redis tells only the second', async () => {
    const { options, value, account } = await activated();
    const { rotator } = world;
    const session = await world.openSession(value);
    const [{ since }] = await rotator.sessions({ options, account }, at(1, 1));
    const revokeFrom = (ms: number) =>
      rotator.revoke(
        {
          ...{ options, account, keep: value },
          keptSince: new Date(Number(since) + ms),
        },
        at(1, 1),
      );

    await expect(revokeFrom(999)).resolves.toEqual({ endedSessions: 0 });
    expect(await session.isEnded()).toBe(false);
    await expect(revokeFrom(1_000)).resolves.toEqual({ endedSessions: 1 });
    expect(await session.isEnded()).toBe(true);
  });

  it('of other users and of the administrator are never ended', async () => {
    const { options, value, account } = await activated();
    const other = await createRedisWorld([server]);
    const stranger = await other.openSession(other.current);
    const keptSince = await laterSecond();
    const { rotator } = world;
    await expect(
      rotator.revoke({ options, account, keep: value, keptSince }, at(1, 1)),
    ).resolves.toEqual({ endedSessions: 0 });
    expect(await stranger.isEnded()).toBe(false);
    await other.close();
  });

  it('none is ended where nobody could have read the new value', async () => {
    const { options, account } = await activated();
    const session = await world.openSession(world.current);
    const { rotator, current } = world;
    await expect(
      rotator.revoke({ options, account, keep: current }, at(1, 1)),
    ).resolves.toEqual({ endedSessions: 0 });
    expect(await session.isEnded()).toBe(false);
  });

  it('a run that was pinned to another user removes nothing', async () => {
    const { options, value } = await activated();
    const { rotator } = world;
    const before = await world.look();
    await expect(
      rotator.revoke(
        { options, account: accountName('somebody'), keep: value },
        at(1, 1),
      ),
    ).rejects.toMatchObject({ name: 'DriftError' });
    expect(await world.look()).toEqual(before);
  });
});
