import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import * as fc from 'fast-check';
import {
  at,
  createLdapWorld,
  type LdapWorldOptions,
} from './__testUtils__/ldapWorld';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';

jest.setTimeout(120_000);

const NAMES = [
  `shop"; DROP`,
  "o'neil",
  'back\\slash\\',
  'a,cn=admin',
  'a+uid=b',
  '*)(objectClass=*',
  '(|(cn=*))',
  'a=b;c<d>e',
  'ünïcødé-店-🔑',
  'n'.repeat(64),
  'with # inside',
  'PLAIN',
];
const REFUSED = [
  '',
  'PLAIN',
  'cn=shop, dc=example',
  'cn=nul\0,dc=example',
  'cn=line\nbreak,dc=example',
  'cn="quoted",dc=example',
  'cn=\ud800,dc=example',
];

describeOnSlapd('hostile names and values', () => {
  const server = withSlapd();

  /** Rotates, and expects that exactly the new value is accepted in the end; or a refusal, and nothing written. */
  async function rotate(
    options: LdapWorldOptions,
  ): Promise<'rotated' | 'refused'> {
    const world = await createLdapWorld(server(), options);
    try {
      const { rotator, current } = world;
      const before = await world.look();
      const read = parsed(() => rotator.parseOptions(world.options));
      if (!read) return 'refused';
      const accounts = rotator.chooseAccounts(read, current);
      const checks = await rotator.preflight(
        { options: read, accounts, current },
        at(1, 1),
      );
      if (checks.some(({ ok }) => !ok)) {
        expect(await world.look()).toEqual(before);
        return 'refused';
      }
      const value = rotator.generate({
        options: read,
        account: accounts.new,
        current,
      });
      const answer = async (of = value) =>
        (await rotator.probe({ options: read, value: of }, at(1, 1)))[0].answer;
      await rotator.activate({ options: read, accounts, value }, at(1, 1));
      expect([await answer(), await answer(current)]).toEqual([
        'accepted',
        'accepted',
      ]);
      await rotator.revoke(
        { options: read, account: accounts.new, keep: value, refuse: current },
        at(1, 1),
      );
      expect([await answer(), await answer(current)]).toEqual([
        'accepted',
        'rejected',
      ]);
      return 'rotated';
    } finally {
      await world.close();
    }
  }

  function parsed<T>(parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      expect(error).toBeInstanceOf(MisconfiguredError);
      return undefined;
    }
  }

  it.each(NAMES)('an entry called %j is rotated', async name => {
    expect(await rotate({ name })).toBe('rotated');
  });

  it.each(REFUSED)('the name %j is refused before any write', async dn => {
    const world = await createLdapWorld(server());
    expect(parsed(() => world.rotator.parseOptions({ dn }))).toBeUndefined();
    await world.close();
  });

  it('any name is rotated or refused before any write', async () => {
    // What the directory itself takes as a name: neither empty nor with control signs.
    const names = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter(name => name.trim() === name && !/\p{Cc}/u.test(name));
    await fc.assert(
      fc.asyncProperty(names, async name => {
        expect(['rotated', 'refused']).toContain(await rotate({ name }));
      }),
      { numRuns: 15 },
    );
  });

  it('any password that a person once set is accepted as current', async () => {
    const passwords = fc.string({
      unit: 'grapheme',
      minLength: 1,
      maxLength: 64,
    });
    await fc.assert(
      fc.asyncProperty(passwords, async password => {
        expect(await rotate({ password })).toBe('rotated');
      }),
      {
        numRuns: 15,
        examples: [['"; DROP'], ['{SSHA}x'], ['\\'], ['*)('], ['=']],
      },
    );
  });
});
