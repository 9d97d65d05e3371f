import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  type RunningRedis,
} from '@keyturn/dev-peers';
import { createClient } from '@redis/client';
import { AclUserRotator } from '../AclUserRotator';
import type { Patience } from '../connection';
import { readRedisRotatorSettings } from '../settings';

/** What the documented script grants, outside of a cluster. */
export const ADMIN_RULES = rulesAfter('keyturn reset on #<sha256>');
/** What it grants besides in one. */
export const CLUSTER_RULES = rulesAfter('keyturn');

function rulesAfter(beginning: string): string[] {
  const file = join(__dirname, '../../grants/keyturn.acl');
  const command = `ACL SETUSER ${beginning} +`;
  const [line = ''] = readFileSync(file, 'utf8')
    .split('\n')
    .filter(each => each.startsWith(command));
  return line.slice(command.length - 1).split(' ');
}

/** A slow machine is no answer. */
const PATIENCE: Patience = { connectMs: 20_000, totalMs: 20_000 };
/** An endpoint that stays silent is waited for this long, with all others. */
const WITH_SILENCE: Patience = { connectMs: 5_000, totalMs: 5_000 };

/** One secret on real servers: an ACL user on each, and an administrator with exactly the documented rules. */
export interface RedisWorld extends RotatorWorld {
  readonly rotator: AclUserRotator;
  openSession(value: SecretValue): Promise<ConformanceSession>;
  readonly user: string;
  readonly admin: string;
  /** Sends a command to one server as its user `default`. */
  command(server: RunningRedis, ...words: string[]): Promise<unknown>;
  /** Another rotator in front of the same user. */
  rotatorWith(entry: object, patience?: Patience): AclUserRotator;
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}

export function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

/** A value as a store gives it. */
export function loginValue(
  { host, port }: RunningRedis,
  username: string,
  password: string,
): SecretValue {
  const open = (value: string) => ({ value, secret: false });
  return SecretValue.of({
    username: open(username),
    password: { value: password, secret: true },
    host: open(host),
    port: open(String(port)),
  });
}

export interface RedisWorldOptions {
  readonly user?: string;
  readonly rules?: readonly string[];
  readonly password?: string;
  /** Default: those outside of a cluster. */
  readonly adminRules?: readonly string[];
}

export async function createRedisWorld(
  servers: readonly RunningRedis[],
  options: RedisWorldOptions = {},
): Promise<RedisWorld> {
  const id = randomBytes(4).toString('hex');
  const user = options.user ?? `shop-${id}`;
  const [admin, weak] = [`keyturn-${id}`, `weak-${id}`];
  const [password, adminPassword] = [
    options.password ?? secretText(),
    secretText(),
  ];
  const adminRules = options.adminRules ?? ADMIN_RULES;
  const rules = options.rules ?? ['~*', '&*', '+@all', '-@dangerous', '+info'];
  const closing: Array<() => Promise<unknown>> = [];
  const command: RedisWorld['command'] = async (server, ...words) => {
    const client = createClient({
      socket: {
        host: server.host,
        port: server.port,
        reconnectStrategy: false,
      },
      password: server.password,
      RESP: 2,
    });
    // The failing command says it.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  };
  const setUser = (name: string, ...how: string[]) =>
    Promise.all(
      servers.map(server =>
        command(server, 'ACL', 'SETUSER', name, 'reset', 'on', ...how),
      ),
    );
  const made = setUser(user, `#${hashOf(password)}`, ...rules);
  // Of some names there can be no user; whoever asks for one expects a refusal.
  if (isPossible(user)) await made;
  else await made.catch(() => undefined);
  await setUser(admin, `#${hashOf(adminPassword)}`, ...adminRules);

  const logStart = (await readFile(servers[0].logFile)).length;
  const addresses = servers.map(({ host, port }) => `${host}:${port}`);
  const rotatorWith: RedisWorld['rotatorWith'] = (entry, patience = PATIENCE) =>
    new AclUserRotator(
      readRedisRotatorSettings({
        name: 'shop-cache',
        config: new ConfigReader({
          kind: 'redis',
          admin: { user: admin, password: adminPassword },
          nodes: addresses,
          ...entry,
        }),
      }),
      patience,
    );

  return {
    rotator: rotatorWith({}),
    options: { user },
    current: loginValue(servers[0], user, password),
    foreign: loginValue(servers[0], `stranger-${id}`, secretText()),
    user,
    admin,
    command,
    rotatorWith,
    look: () =>
      Promise.all(
        servers.map(async server => [
          ((await command(server, 'ACL', 'LIST')) as string[]).filter(
            line => line.includes(id) || line.startsWith(`user ${user} `),
          ),
          await savedUsers(server, user),
        ]),
      ),
    openSession: async value => {
      const session = await openSession(servers[0], value);
      closing.push(session.close);
      return session;
    },
    withSilentEndpoint: async () => {
      const { host, port, close } = await listenSilently();
      closing.push(close);
      return rotatorWith(
        { endpoints: [...addresses, `${host}:${port}`] },
        WITH_SILENCE,
      );
    },
    withoutServer: async () => rotatorWith({ nodes: ['127.0.0.1:1'] }),
    withoutRights: async () => {
      await setUser(
        weak,
        `#${hashOf(adminPassword)}`,
        ...adminRules.filter(rule => rule !== '+acl|setuser'),
      );
      return rotatorWith({ admin: { user: weak, password: adminPassword } });
    },
    interrupt: async point => {
      const { host, port, ...cut } = await startBreakingProxy(
        servers[0],
        point,
      );
      const [, ...others] = addresses;
      const nodes = [`${host}:${port}`, ...others];
      return { rotator: rotatorWith({ nodes }), ...cut };
    },
    named: async name => createRedisWorld(servers, { ...options, user: name }),
    serverLog: async () =>
      (await readFile(servers[0].logFile)).subarray(logStart).toString('utf8'),
    close: async () => {
      for (const close of closing) await close();
      for (const server of servers) {
        await command(server, 'ACL', 'DELUSER', user, admin, weak);
      }
    },
  };
}

function isPossible(user: string): boolean {
  return !/[\s\0]/.test(user);
}

/** What a restart would bring back of a user. */
export async function savedUsers(
  { aclFile }: RunningRedis,
  user: string,
): Promise<string[]> {
  const text = await readFile(aclFile, 'utf8');
  return text.split('\n').filter(line => line.startsWith(`user ${user} `));
}

async function openSession(
  { host, port }: RunningRedis,
  value: SecretValue,
): Promise<ConformanceSession> {
  const client = createClient({
    socket: { host, port, reconnectStrategy: false },
    username: value.reveal('username'),
    password: value.reveal('password'),
    name: 'shop-service',
  });
  // The end of the connection shows in the next command.
  client.on('error', () => undefined);
  await client.connect();
  return {
    isEnded: () =>
      client.ping().then(
        () => false,
        () => true,
      ),
    close: async () => {
      if (client.isOpen) client.destroy();
    },
  };
}
