import {
  SecretValue,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  freePort,
  startTemporarySlapd,
  type RunningSlapd,
} from '@keyturn/dev-peers';
import { Attribute, Change } from 'ldapts';
import {
  at,
  bindValue,
  createLdapWorld,
  secretText,
  type LdapWorld,
} from '../__testUtils__/ldapWorld';
import { documentedRules } from '../__testUtils__/documentedRules';
import { describeOnSlapd, withSlapd } from '../__testUtils__/withSlapd';

jest.setTimeout(60_000);

async function failed(
  world: LdapWorld,
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

describeOnSlapd('preflight on OpenLDAP', () => {
  const server = withSlapd();
  let world: LdapWorld;
  beforeEach(async () => {
    world = await createLdapWorld(server());
  });
  afterEach(() => world.close());

  it('rehearses the change, and finds nothing wrong with the documented rules', async () => {
    const before = await world.look();
    expect(await failed(world)).toEqual([]);
    expect(await world.look()).toEqual(before);
  });

  it('an entry that does not exist is named', async () => {
    const dn = `cn=nobody,ou=services,${server().suffix}`;
    const current = bindValue(dn, secretText());
    const checks = await failed(world, world.rotator, current, { dn });
    expect(checks.map(({ code }) => code)).toEqual(['ldap.entry-exists']);
  });

  it('a second password of somebody is named before it would be deleted', async () => {
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
    expect((await failed(world)).map(({ code }) => code)).toEqual([
      'ldap.no-other-password',
    ]);
  });

  it.each(['mail', 'noSuchThing'])(
    'an entry that cannot have %s as the mark is named, whatever the administrator may do',
    async markAttribute => {
      const admin = server().root;
      const rotator = world.rotatorWith({ admin, markAttribute });
      expect((await failed(world, rotator)).map(({ code }) => code)).toEqual([
        'ldap.schema',
      ]);
    },
  );

  it('an administrator that is refused is a failed check', async () => {
    const admin = { dn: `cn=keyturn,${server().suffix}`, password: 'wrong' };
    const checks = await failed(world, world.rotatorWith({ admin }));
    expect(checks.map(({ code }) => code)).toEqual(['ldap.admin-bind']);
  });

  it('a server that cannot be reached makes the run wait', async () => {
    const url = `ldap://127.0.0.1:${await freePort()}`;
    await expect(failed(world, world.rotatorWith({ url }))).rejects.toThrow(
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

describeOnSlapd('preflight with one right less', () => {
  const rules = documentedRules();

  it.each<[right: string, codes: string[], without: () => string[]]>([
    [
      'writing userPassword',
      ['ldap.rights'],
      () => [
        rules[0].replace(' write by anonymous', ' read by anonymous'),
        ...rules.slice(1),
      ],
    ],
    [
      'reading userPassword',
      ['ldap.stored-passwords'],
      () => [
        rules[0].replace(' write by anonymous', ' auth by anonymous'),
        ...rules.slice(1),
      ],
    ],
    [
      'writing the mark',
      ['ldap.rights'],
      () => [rules[0], rules[1].replace(' write by', ' read by'), rules[2]],
    ],
    [
      'seeing the entry',
      ['ldap.entry-exists'],
      () => [rules[0], rules[1], rules[2].replace(' read by', ' none by')],
    ],
  ])('%s', async (_, codes, without) => {
    const server = await startTemporarySlapd({
      database: [...without(), 'access to * by * read'],
    });
    const world = await createLdapWorld(server);
    expect((await failed(world)).map(({ code }) => code)).toEqual(codes);
    await world.close();
    await server.stop();
  });
});

describeOnSlapd('preflight on an OpenLDAP with a password policy', () => {
  let server: RunningSlapd;
  beforeAll(async () => {
    server = await startTemporarySlapd({
      database: [...documentedRules(), 'access to * by * read'],
      defaultPolicy: 'cn=policy,dc=example,dc=org',
    });
  });
  afterAll(() => server.stop());

  it('that allows one value or no hashes names it, and writes nothing', async () => {
    const world = await createLdapWorld(server);
    await world.asRoot(client =>
      client.add('cn=policy,dc=example,dc=org', {
        objectClass: ['organizationalRole', 'pwdPolicy'],
        cn: 'policy',
        pwdAttribute: 'userPassword',
        pwdCheckQuality: '2',
        pwdMinLength: '8',
      }),
    );
    const before = await world.look();
    expect((await failed(world)).map(({ code }) => code)).toEqual([
      'ldap.password-policy',
    ]);
    expect(await world.look()).toEqual(before);
    await world.close();
  });
});
