import { randomBytes } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import { describeAdminLogin } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { createRabbitMqWorld } from './__testUtils__/rabbitMqWorld';
import { describeOnRabbitMq, withRabbitMq } from './__testUtils__/withRabbitMq';
import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { ALTERNATING_USERS } from './declarations';
import { readRabbitMqRotatorSettings } from './settings';

jest.setTimeout(600_000);

describeOnRabbitMq("the administrator's own login", () => {
  const server = withRabbitMq();

  async function createAdministrator() {
    const id = randomBytes(4).toString('hex');
    return createRabbitMqWorld(
      server(),
      [`admin-${id}-a`, `admin-${id}-b`],
      'administrator',
    );
  }

  describeAdminLogin({
    declaration: ALTERNATING_USERS,
    nameField: 'username',
    codes: { refused: 'rabbitmq.admin-login', own: 'rabbitmq.own-login' },
    createWorld: async () => ({
      service: await createRabbitMqWorld(server()),
      administrator: await createAdministrator(),
      rotatorBy: (admin, ownCredentials) => {
        const { host, port, managementUrl: management } = server();
        const endpoints = [`${host}:${port}`];
        const entry = { kind: 'rabbitmq', admin, management, endpoints };
        return new AlternatingUsersRotator(
          readRabbitMqRotatorSettings({
            name: 'shop-broker',
            config: new ConfigReader(entry),
            ownCredentials,
          }),
        );
      },
    }),
  });
});
