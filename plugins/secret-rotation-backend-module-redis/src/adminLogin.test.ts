import { ConfigReader } from '@backstage/config';
import { describeAdminLogin } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { ADMIN_RULES, createRedisWorld } from './__testUtils__/redisWorld';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';
import { AclUserRotator } from './AclUserRotator';
import { ACL_USER } from './declarations';
import { readRedisRotatorSettings } from './settings';

jest.setTimeout(60_000);

describeOnRedis("the administrator's own login", () => {
  const servers = withRedis();

  describeAdminLogin({
    declaration: ACL_USER,
    nameField: 'username',
    codes: { refused: 'redis.admin-login', own: 'redis.own-login' },
    createWorld: async () => ({
      service: await createRedisWorld(servers()),
      administrator: await createRedisWorld(servers(), { rules: ADMIN_RULES }),
      rotatorBy: (admin, ownCredentials) => {
        const [{ host, port }] = servers();
        const entry = { kind: 'redis', admin, nodes: [`${host}:${port}`] };
        return new AclUserRotator(
          readRedisRotatorSettings({
            name: 'shop-cache',
            config: new ConfigReader(entry),
            ownCredentials,
          }),
        );
      },
    }),
  });
});
