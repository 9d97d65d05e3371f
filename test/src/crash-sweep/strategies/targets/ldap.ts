import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findSlapd, startSlapd, type RunningSlapd } from '@keyturn/dev-peers';
import { Client } from 'ldapts';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const PASSWORDS = 'userPassword';

/** OpenLDAP, whose entry has two passwords for a while. */
export const ldap: TargetKind = {
  name: 'OpenLDAP',
  traits: { issues: 'chosen', overlap: 'dual', accounts: 'one' },
  failpoints: 'rotator',
  missing: () =>
    findSlapd() ? undefined : 'OpenLDAP (no slapd found; set KEYTURN_SLAPD)',

  start: async ({ folder }) => {
    const server = await startSlapd({
      dataDir: join(folder, 'slapd'),
      database: [...documentedRules(), 'access to * by * read'],
    });
    const { url, suffix, pid } = server;
    const root = await logIn(server);
    const services = `ou=services,${suffix}`;
    const [dn, admin] = [`cn=shop,${services}`, `cn=keyturn,${suffix}`];
    const [password, adminPassword] = [secretText(), secretText()];
    await root.add(services, {
      objectClass: 'organizationalUnit',
      ou: 'services',
    });
    await addRole(root, dn, 'shop', password);
    await addRole(root, admin, 'keyturn', adminPassword);
    const watch = await CredentialWatch.start(async () => {
      const { searchEntries } = await root.search(dn, {
        scope: 'base',
        attributes: [PASSWORDS],
      });
      return searchEntries
        .flatMap(entry => entry[PASSWORDS] ?? [])
        .map(kept => ({ id: String(kept), account: String(kept) }));
    });
    return {
      entry: {
        kind: 'ldap',
        url,
        admin: { dn: admin, password: adminPassword },
        endpoints: [url],
      },
      allow: [`*${services}`],
      options: { dn },
      firstValue: { dn, password },
      publicFields: ['dn'],
      endpoints: [{ kind: 'ldap', url }],
      effects: () => watch.effects(),
      server: {
        pid,
        stop: async () => {
          await watch.stop();
          await root.unbind();
          await server.stop();
        },
      },
    };
  },
};

/** The access rules of the module's `grants/keyturn.acl`, as `slapd.conf` writes them. */
function documentedRules(): string[] {
  const module = dirname(
    require.resolve(
      '@keyturn/backstage-plugin-secret-rotation-backend-module-ldap/package.json',
    ),
  );
  return readFileSync(join(module, 'grants/keyturn.acl'), 'utf8')
    .split('\n')
    .filter(line => /^\{\d+\}to /.test(line))
    .map(line => line.replace(/^\{\d+\}/, 'access '));
}

async function logIn({ url, root }: RunningSlapd): Promise<Client> {
  const client = new Client({ url, timeout: 10_000 });
  await client.bind(root.dn, root.password);
  return client;
}

async function addRole(
  root: Client,
  dn: string,
  cn: string,
  password: string,
): Promise<void> {
  await root.add(dn, {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn,
    userPassword: saltedHash(password),
  });
}

function saltedHash(password: string): string {
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}
