import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  describeHostileTexts,
  HOSTILE_SIGNS,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { forManyTexts, type RunningRedis } from '@keyturn/dev-peers';
import * as fc from 'fast-check';
import { aclUserOn } from './__conformance__/peers';
import { at, createRedisWorld, loginValue } from './__testUtils__/redisWorld';
import { describeOnRedis, withRedis } from './__testUtils__/withRedis';
import { parseAclUser } from './options';

jest.setTimeout(120_000);

const NAMES = [
  `shop";DROP`,
  "o'neil",
  'back\\slash\\',
  '#hash',
  '>plain',
  '%~*',
  '(selector)',
  'user=other',
  '../../etc',
  'ünïcødé-店-🔑',
  'n'.repeat(64),
  'n'.repeat(1024),
  '--flag',
  '$(id)`id`',
];
const REFUSED = [
  '',
  'two words',
  'tab\t',
  'line\nuser x on',
  'nul\0',
  '\ud800',
];

describeOnRedis('hostile names and values', () => {
  const servers = withRedis();
  let server: RunningRedis;
  beforeEach(() => {
    [server] = servers();
  });

  /** Rotates, and expects that exactly the new value is accepted in the end, also by what a restart would read. */
  async function rotate(user: string, password?: string): Promise<'rotated'> {
    const own = await createRedisWorld([server], { user, password });
    try {
      const { rotator, current } = own;
      const options = rotator.parseOptions({ user });
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
      await rotator.revoke(
        { options, account: accounts.new, keep: value },
        at(1, 1),
      );
      expect(await own.command(server, 'ACL', 'LOAD')).toBe('OK');
      expect([await answer(), await answer(current)]).toEqual([
        'accepted',
        'rejected',
      ]);
      return 'rotated';
    } finally {
      await own.close();
    }
  }

  function isUsable(user: string): boolean {
    try {
      parseAclUser({ user }, 'keyturn');
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(MisconfiguredError);
      return false;
    }
  }

  it.each(NAMES)('a user called %j is rotated', async user => {
    expect(await rotate(user)).toBe('rotated');
  });

  it.each(REFUSED)('a user called %j is refused before any write', user => {
    expect(isUsable(user)).toBe(false);
  });

  describeHostileTexts(
    aclUserOn('Redis', servers),
    forManyTexts(HOSTILE_SIGNS),
  );

  it('any password that a person once set is accepted as current', async () => {
    const passwords = fc.string({
      unit: 'binary',
      minLength: 1,
      maxLength: 64,
    });
    await fc.assert(
      fc.asyncProperty(passwords, async password => {
        expect(await rotate('shop', password)).toBe('rotated');
      }),
      { numRuns: 10, examples: [['"; DROP\n'], ['nul\0'], ['\\'], ['>x #y']] },
    );
  });

  it('an empty password is refused by the server, so it is never current', async () => {
    const world = await createRedisWorld([server]);
    const { rotator } = world;
    const value = loginValue(server, world.user, '');
    const options = rotator.parseOptions(world.options);
    const [{ answer }] = await rotator.probe({ options, value }, at(1, 1));
    expect(answer).toBe('rejected');
    await world.close();
  });
});
