import { execFileSync } from 'node:child_process';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { Attribute, Change } from 'ldapts';
import {
  at,
  bindValue,
  createLdapWorld,
  secretText,
  type LdapWorld,
  type LdapWorldOptions,
} from './__testUtils__/ldapWorld';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';
import { isStoredFormOf } from './storedPassword';

jest.setTimeout(60_000);

describeOnSlapd('the passwords of an entry', () => {
  const server = withSlapd();
  let world: LdapWorld;
  afterEach(() => world.close());

  async function begin(options?: LdapWorldOptions) {
    world = await createLdapWorld(server(), options);
    const { rotator, current } = world;
    const parsed = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(parsed, current);
    const value = rotator.generate({
      options: parsed,
      account: accounts.new,
      current,
    });
    const revoke = (keep: SecretValue, refuse?: SecretValue) =>
      rotator.revoke(
        { options: parsed, account: accounts.new, keep, refuse },
        at(1, 1),
      );
    const answer = async (of: SecretValue) =>
      (await rotator.probe({ options: parsed, value: of }, at(1, 1)))[0].answer;
    await rotator.activate({ options: parsed, accounts, value }, at(1, 1));
    return { value, current, revoke, answer };
  }

  it('are two, and the old one is deleted by its exact stored value', async () => {
    const { value, current, revoke } = await begin();
    const before = await world.stored();
    expect(before).toHaveLength(2);
    await revoke(value, current);
    const [left, ...others] = await world.stored();
    expect(others).toEqual([]);
    expect(before).toContain(left);
    expect(isStoredFormOf(left, value.reveal('password'))).toBe(true);
  });

  it('that nobody wrote down are deleted with the old one', async () => {
    const { value, current, revoke } = await begin();
    await world.asRoot(client =>
      client.modify(
        world.dn,
        new Change({
          operation: 'add',
          modification: new Attribute({
            type: 'userPassword',
            values: [`{SSHA}${secretText()}`],
          }),
        }),
      ),
    );
    await revoke(value, current);
    expect(await world.stored()).toHaveLength(1);
  });

  // What the directory keeps in a form that is not known here.
  const keptAs = (password: string) =>
    `{CRYPT}${execFileSync('openssl', ['passwd', '-6', '-stdin'], {
      input: password,
      encoding: 'utf8',
    }).trim()}`;

  it('of which the old one is kept in an unknown scheme are rotated', async () => {
    const { value, current, revoke, answer } = await begin({ keptAs });
    expect(await answer(current)).toBe('accepted');
    await revoke(value, current);
    expect(await answer(current)).toBe('rejected');
    expect(await answer(value)).toBe('accepted');
  });

  it('of which the one that stays is kept in an unknown scheme are rolled back', async () => {
    const { value, current, revoke, answer } = await begin({ keptAs });
    await revoke(current, value);
    await revoke(current, value);
    expect(await answer(value)).toBe('rejected');
    expect(await answer(current)).toBe('accepted');
  });

  it('are left alone where it cannot be told which one stays', async () => {
    const { current, revoke } = await begin({ keptAs });
    const before = await world.look();
    await expect(revoke(current)).rejects.toMatchObject({
      name: 'DriftError',
    });
    expect(await world.look()).toEqual(before);
  });

  it('an empty password is not taken for one, though many directories let it in', async () => {
    const { answer } = await begin();
    expect(await answer(bindValue(world.dn, ''))).toBe('rejected');
  });
});
