import { ConfigReader } from '@backstage/config';
import { describeAdminLogin } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { documentedRules } from './__testUtils__/documentedRules';
import { createLdapWorld } from './__testUtils__/ldapWorld';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';
import { ENTRY_PASSWORD } from './declarations';
import { EntryPasswordRotator } from './EntryPasswordRotator';
import { readLdapRotatorSettings } from './settings';

jest.setTimeout(60_000);

/** The administrator of the service's entry is an entry that another one rotates. */
const NAME = 'shop-keyturn';
const ADMIN = `cn=${NAME},ou=services,dc=example,dc=org`;

describeOnSlapd("the administrator's own login", () => {
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

  describeAdminLogin({
    declaration: ENTRY_PASSWORD,
    nameField: 'dn',
    codes: { refused: 'ldap.admin-bind', own: 'ldap.own-entry' },
    createWorld: async () => ({
      service: await createLdapWorld(server()),
      administrator: await createLdapWorld(server(), { name: NAME }),
      rotatorBy: (admin, ownCredentials) => {
        const entry = { kind: 'ldap', url: server().url, admin };
        return new EntryPasswordRotator(
          readLdapRotatorSettings({
            name: 'shop-directory',
            config: new ConfigReader(entry),
            ownCredentials,
          }),
        );
      },
    }),
  });
});
