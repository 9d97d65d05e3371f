import {
  SecretValue,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { freePort } from '@keyturn/dev-peers';
import {
  at,
  createRabbitMqWorld,
  type RabbitMqWorld,
} from '../__testUtils__/rabbitMqWorld';
import {
  describeOnRabbitMq,
  withRabbitMq,
} from '../__testUtils__/withRabbitMq';

jest.setTimeout(60_000);

describeOnRabbitMq('preflight on RabbitMQ', () => {
  const server = withRabbitMq();
  let world: RabbitMqWorld;
  let a: string;
  let b: string;
  beforeEach(async () => {
    world = await createRabbitMqWorld(server());
    [a, b] = world.users;
  });
  afterEach(() => world.close());

  async function failed(
    rotator = world.rotator,
    current: SecretValue | undefined = world.current,
    options: unknown = world.options,
  ) {
    const parsed = rotator.parseOptions(options);
    const accounts = rotator.chooseAccounts(parsed, current);
    const checks = await rotator.preflight(
      { options: parsed, accounts, current },
      at(1, 1),
    );
    return checks.filter(({ ok }) => !ok);
  }

  it('the tag that the documented script gives is needed', async () => {
    const found = await world.api('GET', ['users', world.admin]);
    expect(await failed()).toEqual([]);
    for (const [tags, code] of [
      ['monitoring', 'rabbitmq.admin-tag'],
      ['', 'rabbitmq.admin-login'],
    ]) {
      await world.api('PUT', ['users', world.admin], {
        ...Object(found),
        tags,
      });
      expect((await failed()).map(check => check.code)).toEqual([code]);
    }
  });

  it.each<[code: string, fix: () => string, harm: () => Promise<unknown>]>([
    [
      'rabbitmq.same-tags',
      () => `rabbitmqctl set_user_tags '${b}' 'management'`,
      async () =>
        world.api('PUT', ['users', b], { password_hash: '', tags: '' }),
    ],
    [
      'rabbitmq.same-permissions',
      () => `rabbitmqctl set_permissions -p '/' '${b}' '^shop\\.' '.*' '.*'`,
      () => world.api('DELETE', ['permissions', '/', b]),
    ],
    [
      'rabbitmq.same-topic-permissions',
      () =>
        `rabbitmqctl set_topic_permissions -p '/' '${b}' 'amq.topic' '^o'\\''.*' '.*'`,
      () =>
        world.api('PUT', ['topic-permissions', '/', a], {
          exchange: 'amq.topic',
          write: "^o'.*",
          read: '.*',
        }),
    ],
    [
      'rabbitmq.same-limits',
      () => `rabbitmqctl clear_user_limits '${b}' 'max-connections'`,
      () =>
        world.api('PUT', ['user-limits', b, 'max-connections'], { value: 3 }),
    ],
  ])('%s is named with the command that mends it', async (code, fix, harm) => {
    await harm();
    const checks = await failed();
    expect(checks.map(check => check.code)).toEqual([code]);
    expect(checks[0].fix).toBe(fix());
  });

  it('a virtual host that the current value may not open is told from a refused login', async () => {
    const rotator = world.rotatorWith({ virtualHost: 'nowhere' });
    expect((await failed(rotator)).map(({ code }) => code)).toEqual([
      'rabbitmq.virtual-host',
    ]);
  });

  it('a user that does not exist is named', async () => {
    const options = { users: [a, 'nobody here'] };
    expect(await failed(world.rotator, world.current, options)).toEqual([
      expect.objectContaining({
        code: 'rabbitmq.user-exists',
        message: 'The user nobody here does not exist',
      }),
    ]);
  });

  it('an administrator that is refused is a failed check', async () => {
    const admin = { user: world.admin, password: 'nobody-set-me' };
    const checks = await failed(world.rotatorWith({ admin }));
    expect(checks.map(({ code }) => code)).toEqual(['rabbitmq.admin-login']);
  });

  it('a server that cannot be reached makes the run wait', async () => {
    const management = `http://127.0.0.1:${await freePort()}`;
    await expect(failed(world.rotatorWith({ management }))).rejects.toThrow(
      UnavailableError,
    );
  });

  it('the first version needs no current value', async () => {
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
