import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  MisconfiguredError,
  PermissionDeniedError,
  SecretValue,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { at, createLdapWorld, type LdapWorld } from './__testUtils__/ldapWorld';
import { documentedRules } from './__testUtils__/documentedRules';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';
import { EntryPasswordRotator } from './EntryPasswordRotator';
import { readLdapRotatorSettings } from './settings';

jest.setTimeout(30_000);

const SECRET = { store: 'vault-prod', path: 'platform/ldap-admin' };
/** The administrator of the shop's entry is an entry that another one, the keeper, rotates. */
const NAME = 'shop-keyturn';
const ADMIN = `cn=${NAME},ou=services,dc=example,dc=org`;

describeOnSlapd("the administrator's own credential", () => {
  const server = withSlapd({
    database: [
      ...documentedRules().map(rule =>
        rule.replace(
          / by dn\.exact="[^"]*" (\w+)/,
          (granted, right) => `${granted} by dn.exact="${ADMIN}" ${right}`,
        ),
      ),
      'access to * by * read',
    ],
  });
  let shop: LdapWorld;
  let admins: LdapWorld;
  beforeEach(async () => {
    shop = await createLdapWorld(server());
    admins = await createLdapWorld(server(), { name: NAME });
  });
  afterEach(async () => {
    await shop.close();
    await admins.close();
  });

  function rotatorBy(admin: object, ownCredentials?: OwnCredentials) {
    return new EntryPasswordRotator(
      readLdapRotatorSettings({
        name: 'shop-directory',
        config: new ConfigReader({ kind: 'ldap', url: server().url, admin }),
        ownCredentials,
      }),
    );
  }

  function rotation(rotator: EntryPasswordRotator, world: LdapWorld) {
    const { current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const account = accounts.new;
    const input = { options, account, accounts, current };
    const value = rotator.generate(input);
    return {
      value,
      failed: async () =>
        (await rotator.preflight(input, at(1, 1))).filter(({ ok }) => !ok),
      activate: () => rotator.activate({ ...input, value }, at(1, 1)),
      revoke: () => rotator.revoke({ ...input, keep: value }, at(1, 1)),
    };
  }

  it('is read from a store at every bind, so it is rotated in the midst of a rotation without a restart', async () => {
    let stored = admins.current;
    let bind: Parameters<OwnCredentials['use']>[1] | undefined;
    const use: OwnCredentials['use'] = (reference, tryIt) => {
      expect(reference).toEqual(SECRET);
      bind = tryIt;
      return { read: async () => stored };
    };
    const ofShop = rotation(rotatorBy({ secret: SECRET }, { use }), shop);
    const ofAdmin = rotation(admins.rotator, admins);

    expect(await ofShop.failed()).toEqual([]);
    await ofAdmin.activate();
    await ofShop.activate();
    stored = ofAdmin.value;
    await bind?.(at(1, 1));
    await ofAdmin.revoke();
    await ofShop.revoke();

    stored = admins.current;
    await expect(bind?.(at(1, 1))).rejects.toThrow(PermissionDeniedError);
    expect((await ofShop.failed()).map(({ code }) => code)).toEqual([
      'ldap.admin-bind',
    ]);
    stored = SecretValue.text('no bind');
    await expect(bind?.(at(1, 1))).rejects.toThrow(MisconfiguredError);
  });

  it('is read from a file at every bind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-admin-'));
    const file = join(folder, 'admin.json');
    const write = (value: SecretValue) =>
      writeFile(
        file,
        JSON.stringify({
          dn: value.reveal('dn'),
          password: value.reveal('password'),
        }),
      );
    const ofShop = rotation(rotatorBy({ file }), shop);
    const ofAdmin = rotation(admins.rotator, admins);

    expect(await ofShop.failed()).toEqual([
      expect.objectContaining({
        code: 'ldap.admin-bind',
        message:
          'The file of secretRotation.rotators.shop-directory.admin holds no login',
        fix: expect.stringContaining('dn and password'),
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

  it('is not rotated by itself, also where its name shows at the bind only', async () => {
    const use = () => ({ read: async () => admins.current });
    const { failed } = rotation(rotatorBy({ secret: SECRET }, { use }), admins);
    expect((await failed()).map(({ code }) => code)).toEqual([
      'ldap.own-entry',
    ]);
  });
});
