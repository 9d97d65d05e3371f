import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { runRabbitMqScript } from '@keyturn/dev-peers';
import { at, createRabbitMqWorld } from './__testUtils__/rabbitMqWorld';
import { describeOnRabbitMq, withRabbitMq } from './__testUtils__/withRabbitMq';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '..', '..', '..');
const SCRIPT = join(__dirname, '..', 'grants', 'keyturn.sh');
const USER = 'keyturn';

it('the page tells operators to run the commands of the script', async () => {
  const script = await readFile(SCRIPT, 'utf8');
  const page = await readFile(
    join(ROOT, 'docs', 'integrations', 'rabbitmq.md'),
    'utf8',
  );
  const commands = script.match(/^rabbitmqctl .*\n/gm) ?? [];
  expect(commands).toHaveLength(2);
  expect(page).toContain(`\`\`\`sh\n${commands.join('')}\`\`\``);
});

describeOnRabbitMq('the documented script', () => {
  const server = withRabbitMq();

  it('gives a user that can do a whole rotation, and nothing in any virtual host', async () => {
    const password = randomBytes(24).toString('base64url');
    await runRabbitMqScript(server(), SCRIPT, `${password}\n`);
    const world = await createRabbitMqWorld(server());
    const { api, current } = world;
    expect(await api('GET', ['users', USER])).toMatchObject({
      tags: ['administrator'],
    });
    expect(await api('GET', ['users', USER, 'permissions'])).toEqual([]);

    const rotator = world.rotatorWith({ admin: { user: USER, password } });
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const [account] = rotator.accounts(options);
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(1, 1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    const value = rotator.generate({ options, account: accounts.new, current });
    const answer = async (of: SecretValue) =>
      (await rotator.probe({ options, value: of }, at(1, 1)))[0].answer;
    const session = await world.openSession(current);
    await rotator.activate({ options, accounts, value }, at(1, 1));
    expect([await answer(value), await answer(current)]).toEqual([
      'accepted',
      'accepted',
    ]);
    const open = await rotator.sessions({ options, account }, at(1, 1));
    expect(open).not.toEqual([]);
    await rotator.revoke({ options, account, keep: value }, at(1, 1));
    expect(await session.isEnded()).toBe(true);
    expect([await answer(value), await answer(current)]).toEqual([
      'accepted',
      'rejected',
    ]);

    // It logs in and is let into no virtual host, which is neither of the two.
    const own = SecretValue.of({
      username: { value: USER, secret: false },
      password: { value: password, secret: true },
    });
    expect(await answer(own)).toBe('unknown');
    await world.close();
  });
});
