import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  PermissionDeniedError,
  type OwnCredentials,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  ADMIN_RULES,
  at,
  createRedisWorld,
  type RedisWorld,
} from './__testUtils__/redisWorld';
import { rotationOf } from './__testUtils__/rotationOf';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';
import { AclUserRotator } from './AclUserRotator';
import { readRedisRotatorSettings } from './settings';

jest.setTimeout(30_000);

const SECRET = { store: 'vault-prod', path: 'platform/redis-admin' };

describeOnRedis("the administrator's own credential", () => {
  const servers = withRedis();
  let shop: RedisWorld;
  let admins: RedisWorld;
  beforeEach(async () => {
    shop = await createRedisWorld(servers());
    // Its user is the administrator of the shop's user; another one, the keeper, rotates it.
    admins = await createRedisWorld(servers(), { rules: ADMIN_RULES });
  });
  afterEach(async () => {
    await shop.close();
    await admins.close();
  });

  function rotatorBy(admin: object, ownCredentials?: OwnCredentials) {
    const [{ host, port }] = servers();
    const config = { admin, nodes: [`${host}:${port}`] };
    return new AclUserRotator(
      readRedisRotatorSettings({
        name: 'shop-cache',
        config: new ConfigReader({ kind: 'redis', ...config }),
        ownCredentials,
      }),
    );
  }

  it('is read from a store at every login, so it is rotated in the midst of a rotation without a restart', async () => {
    let stored = admins.current;
    let logIn: Parameters<OwnCredentials['use']>[1] | undefined;
    const use: OwnCredentials['use'] = (reference, tryIt) => {
      expect(reference).toEqual(SECRET);
      logIn = tryIt;
      return { read: async () => stored };
    };
    const ofShop = rotationOf(shop, rotatorBy({ secret: SECRET }, { use }));
    const ofAdmin = rotationOf(admins);

    expect(await ofShop.failed()).toEqual([]);
    await ofAdmin.activate();
    await ofShop.activate();
    stored = ofAdmin.value;
    await logIn?.(at(1, 1));
    await ofAdmin.revoke();
    await ofShop.revoke();

    stored = admins.current;
    await expect(logIn?.(at(1, 1))).rejects.toThrow(PermissionDeniedError);
    expect((await ofShop.failed()).map(({ code }) => code)).toContain(
      'redis.admin-login',
    );
  });

  it('is read from a file at every login', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-admin-'));
    const file = join(folder, 'admin.json');
    const write = (value: SecretValue) =>
      writeFile(
        file,
        JSON.stringify({
          username: value.reveal('username'),
          password: value.reveal('password'),
        }),
      );
    const ofShop = rotationOf(shop, rotatorBy({ file }));
    const ofAdmin = rotationOf(admins);

    expect(await ofShop.failed()).toEqual([
      expect.objectContaining({
        code: 'redis.admin-login',
        message:
          'The file of secretRotation.rotators.shop-cache.admin holds no login',
      }),
    ]);
    await write(admins.current);
    await ofShop.activate();
    await ofAdmin.activate();
    await write(ofAdmin.value);
    await ofAdmin.revoke();
    await ofShop.revoke();
    await rm(folder, { recursive: true });
  });

  it('is not rotated by itself, also where its name shows at the login only', async () => {
    const use = () => ({ read: async () => admins.current });
    const { failed } = rotationOf(
      admins,
      rotatorBy({ secret: SECRET }, { use }),
    );
    expect((await failed()).map(({ code }) => code)).toEqual([
      'redis.own-login',
    ]);
  });
});
