import { randomBytes } from 'node:crypto';
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
  at,
  createRabbitMqWorld,
  type RabbitMqWorld,
} from './__testUtils__/rabbitMqWorld';
import { describeOnRabbitMq, withRabbitMq } from './__testUtils__/withRabbitMq';
import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { readRabbitMqRotatorSettings } from './settings';

jest.setTimeout(60_000);

const SECRET = { store: 'vault-prod', path: 'platform/rabbit-admin' };

describeOnRabbitMq("the administrator's own credential", () => {
  const server = withRabbitMq();
  let shop: RabbitMqWorld;
  let admins: RabbitMqWorld;
  beforeEach(async () => {
    shop = await createRabbitMqWorld(server());
    // Its users are the administrator of the shop's users; another one, the keeper, rotates them.
    const id = randomBytes(4).toString('hex');
    admins = await createRabbitMqWorld(
      server(),
      [`admin-${id}-a`, `admin-${id}-b`],
      'administrator',
    );
  });
  afterEach(async () => {
    await shop.close();
    await admins.close();
  });

  function rotatorBy(admin: object, ownCredentials?: OwnCredentials) {
    const { host, port, managementUrl: management } = server();
    const config = { admin, management, endpoints: [`${host}:${port}`] };
    return new AlternatingUsersRotator(
      readRabbitMqRotatorSettings({
        name: 'shop-broker',
        config: new ConfigReader({ kind: 'rabbitmq', ...config }),
        ownCredentials,
      }),
    );
  }

  function rotation(
    rotator: AlternatingUsersRotator,
    { options, current }: RabbitMqWorld,
  ) {
    const parsed = rotator.parseOptions(options);
    const accounts = rotator.chooseAccounts(parsed, current);
    const input = { options: parsed, accounts, current };
    const value = rotator.generate({ ...input, account: accounts.new });
    const [account] = rotator.accounts(parsed);
    return {
      value,
      failed: async () =>
        (await rotator.preflight(input, at(1, 1))).filter(({ ok }) => !ok),
      activate: () => rotator.activate({ ...input, value }, at(1, 1)),
      revoke: () =>
        rotator.revoke({ ...input, account, keep: value }, at(1, 1)),
    };
  }

  it('is read from a store at every login, so it is rotated in the midst of a rotation without a restart', async () => {
    let stored = admins.current;
    let logIn: Parameters<OwnCredentials['use']>[1] | undefined;
    const use: OwnCredentials['use'] = (reference, tryIt) => {
      expect(reference).toEqual(SECRET);
      logIn = tryIt;
      return { read: async () => stored };
    };
    const ofShop = rotation(rotatorBy({ secret: SECRET }, { use }), shop);
    const ofAdmin = rotation(admins.rotator, admins);

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
      'rabbitmq.admin-login',
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
    const ofShop = rotation(rotatorBy({ file }), shop);
    const ofAdmin = rotation(admins.rotator, admins);

    expect(await ofShop.failed()).toEqual([
      expect.objectContaining({
        code: 'rabbitmq.admin-login',
        message:
          'The file of secretRotation.rotators.shop-broker.admin holds no login',
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
    const { failed } = rotation(rotatorBy({ secret: SECRET }, { use }), admins);
    expect((await failed()).map(({ code }) => code)).toContain(
      'rabbitmq.own-login',
    );
  });
});
