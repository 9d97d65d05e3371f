import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ConformanceSession,
  RotatorWorld,
} from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  listenSilently,
  startBreakingProxy,
  type RunningSlapd,
} from '@keyturn/dev-peers';
import { Client, DN, ResultCodeError } from 'ldapts';
import type { Patience } from '../connection';
import { EntryPasswordRotator } from '../EntryPasswordRotator';
import { readLdapRotatorSettings } from '../settings';
import { storedForm } from '../storedPassword';

/** A slow machine is no answer. */
const PATIENCE: Patience = { connectMs: 20_000, answerMs: 20_000 };
/** An endpoint that stays silent is waited for this long, with all others. */
const WITH_SILENCE: Patience = { connectMs: 5_000, answerMs: 5_000 };

/** One secret on a real OpenLDAP: an entry with a password, and an administrator with exactly the documented rules. */
export interface LdapWorld extends RotatorWorld {
  readonly rotator: EntryPasswordRotator;
  readonly dn: string;
  /** Acts as the directory's root. */
  asRoot<T>(use: (client: Client) => Promise<T>): Promise<T>;
  /** The entry's passwords as they are kept. */
  stored(): Promise<string[]>;
  /** Another rotator in front of the same entry. */
  rotatorWith(entry: object, patience?: Patience): EntryPasswordRotator;
}

export interface LdapWorldOptions {
  /** The common name of the entry, unescaped. */
  readonly name?: string;
  readonly password?: string;
  /** How the directory keeps the first password. Default: a salted hash. */
  readonly keptAs?: (password: string) => string;
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

export function secretText(): string {
  return randomBytes(24).toString('base64url');
}

/** A value as a store gives it. */
export function bindValue(dn: string, password: string): SecretValue {
  return SecretValue.of({
    dn: { value: dn, secret: false },
    password: { value: password, secret: true },
  });
}

const ADMIN = 'cn=keyturn';

export async function createLdapWorld(
  server: RunningSlapd,
  options: LdapWorldOptions = {},
): Promise<LdapWorld> {
  const id = randomBytes(4).toString('hex');
  const services = `ou=services,${server.suffix}`;
  const name = options.name ?? `shop ${id}`;
  const dn = `${new DN().addPairRDN('cn', name).toString()},${services}`;
  const admin = `${ADMIN},${server.suffix}`;
  const password = options.password ?? secretText();
  // One administrator for all worlds of a server: the documented rules name it.
  const adminPassword = server.root.password;
  const keptAs =
    options.keptAs ?? (text => storedForm(text, 'ssha', randomBytes));
  const closing: Array<() => Promise<unknown>> = [];

  const asRoot: LdapWorld['asRoot'] = async use => {
    const client = new Client({ url: server.url });
    try {
      await client.bind(server.root.dn, server.root.password);
      return await use(client);
    } finally {
      await client.unbind();
    }
  };
  await asRoot(async client => {
    await client
      .add(services, { objectClass: 'organizationalUnit', ou: 'services' })
      .catch(ignoreExisting);
    await addRole(client, admin, 'keyturn', adminPassword).catch(
      ignoreExisting,
    );
    await client.add(dn, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: name,
      description: "the shop's account",
      userPassword: keptAs(password),
    });
  });

  const logStart = (await readFile(server.logFile)).length;
  const look = async () =>
    asRoot(async client => {
      const { searchEntries } = await client.search(dn, {
        scope: 'base',
        filter: '(objectClass=*)',
        attributes: ['userPassword', 'description'],
      });
      return searchEntries[0];
    });
  const rotatorWith: LdapWorld['rotatorWith'] = (entry, patience = PATIENCE) =>
    new EntryPasswordRotator(
      readLdapRotatorSettings({
        name: 'shop-directory',
        config: new ConfigReader({
          kind: 'ldap',
          url: server.url,
          admin: { dn: admin, password: adminPassword },
          endpoints: [server.url],
          ...entry,
        }),
      }),
      patience,
    );

  return {
    rotator: rotatorWith({}),
    options: { dn },
    current: bindValue(dn, password),
    foreign: bindValue(`cn=stranger,${services}`, secretText()),
    dn,
    asRoot,
    stored: async () => [(await look()).userPassword].flat().map(String),
    rotatorWith,
    look,
    openSession: async value => {
      const session = await openSession(server, value);
      closing.push(session.close);
      return session;
    },
    withSilentEndpoint: async () => {
      const { host, port, close } = await listenSilently();
      closing.push(close);
      return rotatorWith(
        { endpoints: [server.url, `ldap://${host}:${port}`] },
        WITH_SILENCE,
      );
    },
    withoutServer: async () =>
      rotatorWith({
        url: 'ldap://127.0.0.1:1',
        endpoints: ['ldap://127.0.0.1:1'],
      }),
    withoutRights: async () => {
      const [weak, secret] = [`cn=weak ${id},${server.suffix}`, adminPassword];
      await asRoot(client => addRole(client, weak, `weak ${id}`, secret));
      closing.push(() => asRoot(client => client.del(weak)));
      return rotatorWith({ admin: { dn: weak, password: secret } });
    },
    interrupt: async point => {
      const { host, port, ...cut } = await startBreakingProxy(server, point);
      const url = `ldap://${host}:${port}`;
      return { rotator: rotatorWith({ url }), ...cut };
    },
    named: async strange => {
      const other = await createLdapWorld(server, options);
      // No entry has such a name: names of entries are made of more. hostile.test.ts has what they are made of.
      return { ...other, options: { dn: strange } };
    },
    serverLog: async () =>
      (await readFile(server.logFile)).subarray(logStart).toString('utf8'),
    close: async () => {
      for (const close of closing) await close();
      await asRoot(client => client.del(dn));
    },
  };
}

async function addRole(
  client: Client,
  dn: string,
  cn: string,
  password: string,
): Promise<void> {
  await client.add(dn, {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn,
    userPassword: storedForm(password, 'ssha', randomBytes),
  });
}

function ignoreExisting(error: unknown): void {
  const isThere = error instanceof ResultCodeError && error.code === 68;
  if (!isThere) throw error;
}

async function openSession(
  { url }: RunningSlapd,
  value: SecretValue,
): Promise<ConformanceSession> {
  const client = new Client({ url });
  await client.bind(value.reveal('dn'), value.reveal('password'));
  return {
    isEnded: async () => !client.isConnected,
    close: () => client.unbind(),
  };
}
