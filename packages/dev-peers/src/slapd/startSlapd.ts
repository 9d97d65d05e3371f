import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../processes/findProgram';
import { freePort } from '../processes/freePort';
import { keep, readKept } from '../processes/keptFile';
import { runServer } from '../processes/serverProcess';

/** How to start one slapd. @public */
export interface SlapdOptions {
  /** The folder of everything that the server keeps. A restart finds its entries again. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** What it writes into its log, as `-d` takes it. Default: `stats`. */
  readonly log?: string;
  /** Lines of its database's configuration, for example access rules. */
  readonly database?: readonly string[];
  /** Whether it knows password policies, with this entry as the default one. */
  readonly defaultPolicy?: string;
}

/** An OpenLDAP on loopback, without TLS. @public */
export interface RunningSlapd {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** The suffix of its database: an entry that exists. */
  readonly suffix: string;
  /** May do everything, whatever the rules say. */
  readonly root: { readonly dn: string; readonly password: string };
  readonly logFile: string;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const SUFFIX = 'dc=example,dc=org';
const ROOT = `cn=root,${SUFFIX}`;
const MODULES = ['/usr/lib/ldap', '/usr/lib/openldap', '/usr/libexec/openldap'];
const SCHEMAS = ['/etc/ldap/schema', '/etc/openldap/schema'];

const run = promisify(execFile);

/** Looks for slapd: `KEYTURN_SLAPD`, then the PATH and where Debian puts servers. @public */
export function findSlapd(
  env?: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return findProgram({ names: ['slapd'], variable: 'KEYTURN_SLAPD' }, env);
}

/** Starts a real server as a process of its own, with one database. @public */
export async function startSlapd(options: SlapdOptions): Promise<RunningSlapd> {
  const binary = findSlapd();
  if (!binary) throw new Error('There is no slapd on this machine');
  const dataDir = resolve(options.dataDir);
  const database = join(dataDir, 'database');
  await mkdir(database, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort());
  const passwordFile = join(dataDir, 'password.json');
  const password =
    (await readKept<string>(passwordFile)) ??
    randomBytes(24).toString('base64url');
  await keep(passwordFile, password);
  const configFile = join(dataDir, 'slapd.conf');
  await writeFile(configFile, configuration(options, database, password), {
    mode: 0o600,
  });
  if ((await readdir(database)).length === 0) {
    const ldif = join(dataDir, 'suffix.ldif');
    await writeFile(
      ldif,
      `dn: ${SUFFIX}\nobjectClass: domain\ndc: example\n\n`,
    );
    await run(binary, ['-T', 'add', '-f', configFile, '-l', ldif]);
  }

  const url = `ldap://${HOST}:${port}`;
  const server = await runServer({
    command: binary,
    // With a log level it stays in the foreground.
    args: ['-f', configFile, '-h', url, '-d', options.log ?? 'stats'],
    dataDir,
  });
  await server.untilReady(() => listens(port));
  return {
    url,
    host: HOST,
    port,
    pid: server.pid,
    suffix: SUFFIX,
    root: { dn: ROOT, password },
    logFile: join(dataDir, 'server.log'),
    stop: server.stop,
  };
}

function configuration(
  { database = [], defaultPolicy }: SlapdOptions,
  directory: string,
  password: string,
): string {
  const schemas = SCHEMAS.find(existsSync) ?? SCHEMAS[0];
  const modules = MODULES.find(existsSync) ?? MODULES[0];
  return [
    ...['core', 'cosine', 'inetorgperson'].map(
      name => `include ${join(schemas, `${name}.schema`)}`,
    ),
    `modulepath ${modules}`,
    ...['back_mdb', 'pw-sha2', 'ppolicy'].map(name => `moduleload ${name}`),
    `database mdb`,
    `suffix "${SUFFIX}"`,
    `rootdn "${ROOT}"`,
    `rootpw ${ssha(password)}`,
    `directory "${directory}"`,
    'dbnosync',
    ...database,
    ...(defaultPolicy === undefined
      ? []
      : ['overlay ppolicy', `ppolicy_default "${defaultPolicy}"`]),
    '',
  ].join('\n');
}

function ssha(password: string): string {
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

async function listens(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, HOST, () => {
      done(true);
      socket.destroy();
    });
    socket.once('error', () => done(false)); // it does not listen yet
  });
}
