import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  describeHostileTexts,
  HOSTILE_SIGNS,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { forManyTexts } from '@keyturn/dev-peers';
import { alternatingUsersOn } from './__conformance__/peers';
import { at, createRabbitMqWorld } from './__testUtils__/rabbitMqWorld';
import { describeOnRabbitMq, withRabbitMq } from './__testUtils__/withRabbitMq';

jest.setTimeout(600_000);

const NAMES = [
  `shop"; DROP`,
  "o'neil",
  'back\\slash\\',
  '../../whoami',
  '..%2f..%2fwhoami',
  'a/b?c=d#e',
  '%2e%2e',
  '%00',
  'ünïcødé-店-🔑',
  'n'.repeat(64),
  'n'.repeat(254),
  '--flag',
  '$(id)`id`',
  ' edge ',
];
const REFUSED = [
  '',
  '.',
  '..',
  'tab\t',
  'line\nbreak',
  'nul\0',
  '\ud800',
  'n'.repeat(256),
];

describeOnRabbitMq('hostile names and values', () => {
  const server = withRabbitMq();

  /** Rotates from one user to another, and expects that exactly the new value is accepted in the end. */
  async function rotate(one: string, other: string): Promise<'rotated'> {
    const world = await createRabbitMqWorld(server(), [one, other]);
    try {
      const { rotator, current } = world;
      const options = rotator.parseOptions(world.options);
      const accounts = rotator.chooseAccounts(options, current);
      const checks = await rotator.preflight(
        { options, accounts, current },
        at(1, 1),
      );
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      const value = rotator.generate({
        options,
        account: accounts.new,
        current,
      });
      const answer = async (of = value) =>
        (await rotator.probe({ options, value: of }, at(1, 1)))[0].answer;
      await rotator.activate({ options, accounts, value }, at(1, 1));
      expect([await answer(), await answer(current)]).toEqual([
        'accepted',
        'accepted',
      ]);
      const account = rotator.accounts(options)[0];
      await rotator.revoke({ options, account, keep: value }, at(1, 1));
      expect([await answer(), await answer(current)]).toEqual([
        'accepted',
        'rejected',
      ]);
      return 'rotated';
    } finally {
      await world.close();
    }
  }

  it.each(NAMES)('a user called %j is rotated', async name => {
    expect(await rotate(name, 'plain')).toBe('rotated');
    expect(await rotate('plain', name)).toBe('rotated');
  });

  it.each(REFUSED)(
    'a user called %j is refused before any write',
    async name => {
      const world = await createRabbitMqWorld(server());
      const users = [world.users[0], name];
      expect(() => world.rotator.parseOptions({ users })).toThrow(
        MisconfiguredError,
      );
      await world.close();
    },
  );

  describeHostileTexts(alternatingUsersOn(server), forManyTexts(HOSTILE_SIGNS));
});
