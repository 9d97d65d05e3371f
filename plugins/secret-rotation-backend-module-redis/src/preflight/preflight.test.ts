import {
  SecretValue,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { freePort, type RunningRedis } from '@keyturn/dev-peers';
import {
  ADMIN_RULES,
  at,
  createRedisWorld,
  hashOf,
  type RedisWorld,
} from '../__testUtils__/redisWorld';
import { describeOnRedis, withRedis } from '../__testUtils__/withRedis';

jest.setTimeout(30_000);

describeOnRedis('preflight on Redis', () => {
  const servers = withRedis();
  let server: RunningRedis;
  let world: RedisWorld;
  beforeEach(async () => {
    [server] = servers();
    world = await createRedisWorld([server]);
  });
  afterEach(() => world.close());

  async function failed(
    rotator = world.rotator,
    current: SecretValue | undefined = world.current,
  ) {
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(1, 1),
    );
    return checks.filter(({ ok }) => !ok);
  }

  const setUser = (name: string, ...rules: string[]) =>
    world.command(server, 'ACL', 'SETUSER', name, ...rules);

  it('the documented rules of the administrator are enough, and each of them is needed', async () => {
    expect(await failed()).toEqual([]);
    for (const rule of ADMIN_RULES) {
      await setUser(world.admin, rule.replace('+', '-'));
      const [check, ...others] = await failed();
      expect(others).toEqual([]);
      expect(check.fix).toBe(`ACL SETUSER ${world.admin} ${rule}`);
      await setUser(world.admin, rule);
      expect(await failed()).toEqual([]);
    }
  });

  it('an administrator that is refused is a failed check', async () => {
    const rotator = world.rotatorWith({
      admin: { user: world.admin, password: 'nobody-set-me' },
    });
    expect((await failed(rotator)).map(({ code }) => code)).toEqual([
      'redis.admin-login',
    ]);
  });

  it('a server that cannot be reached makes the run wait', async () => {
    const rotator = world.rotatorWith({
      nodes: [`127.0.0.1:${await freePort()}`],
    });
    await expect(failed(rotator)).rejects.toThrow(UnavailableError);
  });

  it('a user that no node knows is named', async () => {
    await world.command(server, 'ACL', 'DELUSER', world.user);
    const codes = (await failed()).map(({ code }) => code);
    expect(codes).toEqual(['redis.user-exists', 'redis.current-accepted']);
  });

  it('a disabled user is named', async () => {
    await setUser(world.user, 'off');
    const codes = (await failed()).map(({ code }) => code);
    expect(codes).toEqual(['redis.user-enabled', 'redis.current-accepted']);
  });

  it('a user that any password lets in is named: nothing could be refused', async () => {
    await setUser(world.user, 'nopass');
    const codes = (await failed()).map(({ code }) => code);
    expect(codes).toEqual(['redis.user-needs-password']);
  });

  it('a second password of somebody is named before it would be removed', async () => {
    await setUser(world.user, `#${hashOf('of-a-colleague')}`);
    const checks = await failed();
    expect(checks.map(({ code }) => code)).toEqual(['redis.no-other-password']);
    expect(JSON.stringify(checks)).not.toContain(hashOf('of-a-colleague'));
  });

  it('a probe command that fails is told from a refused login', async () => {
    const entry = { probeCommand: ['KEYS', '*'] };
    const checks = await failed(world.rotatorWith(entry));
    expect(checks.map(({ code }) => code)).toEqual(['redis.probe-command']);
    expect(await failed(world.rotatorWith({ probeCommand: ['PING'] }))).toEqual(
      [],
    );
  });

  it('a field that repeats the password is named before it could go stale', async () => {
    const { current } = world;
    const url = `redis://u:${current.reveal('password')}@h`;
    const secret = (value: string) => ({ value, secret: true });
    const value = SecretValue.of({
      username: secret(world.user),
      password: secret(current.reveal('password')),
      url: secret(url),
    });
    expect(
      (await failed(world.rotator, value)).map(({ code }) => code),
    ).toEqual(['redis.value-fields']);
  });

  it('the first version needs no current value', async () => {
    await setUser(world.user, 'resetpass');
    const { rotator } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, undefined);
    const checks = await rotator.preflight(
      { options, accounts, current: undefined },
      at(1, 1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describeOnRedis(
  'preflight on a Redis that keeps users in its configuration',
  () => {
    const servers = withRedis(1, { users: 'config' });

    it('asks for the right to rewrite it, and refuses names that it could not read again', async () => {
      const [server] = servers();
      for (const [user, codes] of [
        ['shop', ['redis.save-users']],
        ["shop's", ['redis.save-users']],
      ] as const) {
        const world = await createRedisWorld([server], { user });
        const { rotator, current } = world;
        const options = rotator.parseOptions(world.options);
        const accounts = rotator.chooseAccounts(options, current);
        const failed = async () =>
          (await rotator.preflight({ options, accounts, current }, at(1, 1)))
            .filter(({ ok }) => !ok)
            .map(({ code }) => code);
        expect(await failed()).toEqual(codes);
        await world.command(
          server,
          ...['ACL', 'SETUSER', world.admin, '+config|rewrite'],
        );
        expect(await failed()).toEqual(
          user.includes("'") ? ['redis.saved-name'] : [],
        );
        await world.close();
      }
    });
  },
);
