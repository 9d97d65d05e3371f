import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
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
  type RunningRabbitMq,
} from '@keyturn/dev-peers';
import { connect } from 'amqplib';
import { AlternatingUsersRotator } from '../AlternatingUsersRotator';
import type { Patience } from '../patience';
import { readRabbitMqRotatorSettings } from '../settings';

/** A slow machine is no answer. */
const PATIENCE: Patience = { loginMs: 20_000, requestMs: 20_000 };
/** An endpoint that stays silent is waited for this long, with all others. */
const WITH_SILENCE: Patience = { ...PATIENCE, loginMs: 5_000 };

/** One secret on a real RabbitMQ: two users with the same permissions, and an administrator with the documented tag. */
export interface RabbitMqWorld extends RotatorWorld {
  readonly rotator: AlternatingUsersRotator;
  openSession(value: SecretValue): Promise<ConformanceSession>;
  readonly users: readonly [string, string];
  readonly admin: string;
  /** Asks the management plugin as the server's own administrator. */
  api(method: string, path: readonly string[], body?: object): Promise<unknown>;
  /** Another rotator in front of the same users. */
  rotatorWith(entry: object, patience?: Patience): AlternatingUsersRotator;
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}

/** A value as a store gives it. */
function loginValue(
  { host, port }: RunningRabbitMq,
  username: string,
  password: string,
): SecretValue {
  const open = (value: string) => ({ value, secret: false });
  return SecretValue.of({
    username: open(username),
    password: { value: password, secret: true },
    host: open(host),
    port: open(String(port)),
    vhost: open('/'),
  });
}

export async function createRabbitMqWorld(
  server: RunningRabbitMq,
  names?: readonly [string, string],
  tags = 'management',
): Promise<RabbitMqWorld> {
  const id = randomBytes(4).toString('hex');
  const users = names ?? ([`shop ${id} a`, `shop ${id} b`] as const);
  const [a, b] = users;
  const [admin, weak] = [`keyturn-${id}`, `weak-${id}`];
  const [password, adminPassword] = [secretText(), secretText()];
  const closing: Array<() => Promise<unknown>> = [];

  const api: RabbitMqWorld['api'] = async (method, path, body) => {
    const { user, password: own } = server.administrator;
    const login = Buffer.from(`${user}:${own}`).toString('base64');
    const answer = await fetch(
      `${server.managementUrl}/api/${path.map(encodeURIComponent).join('/')}`,
      {
        method,
        body: body && JSON.stringify(body),
        headers: {
          authorization: `Basic ${login}`,
          'content-type': 'application/json',
        },
      },
    );
    const text = await answer.text();
    if (!answer.ok && answer.status !== 404) {
      throw new Error(`${method} ${path.join('/')} failed: ${answer.status}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  };
  // Of some names there can be no user; whoever asks for one expects a refusal.
  const possible = users.filter(isPossible);
  if (isPossible(a)) {
    await api('PUT', ['users', a], { password, tags });
  }
  await api('PUT', ['users', b], { password_hash: '', tags });
  await api('PUT', ['users', admin], {
    password: adminPassword,
    tags: 'administrator',
  });
  for (const user of possible) {
    await api('PUT', ['permissions', '/', user], {
      configure: '^shop\\.',
      write: '.*',
      read: '.*',
    });
  }

  const logStart = (await readFile(server.logFile)).length;
  const endpoint = `${server.host}:${server.port}`;
  const rotatorWith: RabbitMqWorld['rotatorWith'] = (
    entry,
    patience = PATIENCE,
  ) =>
    new AlternatingUsersRotator(
      readRabbitMqRotatorSettings({
        name: 'shop-broker',
        config: new ConfigReader({
          kind: 'rabbitmq',
          management: server.managementUrl,
          admin: { user: admin, password: adminPassword },
          endpoints: [endpoint],
          ...entry,
        }),
      }),
      patience,
    );

  /** The server lists a connection a moment after it was opened. */
  const untilListed = async (user: string): Promise<void> => {
    for (;;) {
      const open = await api('GET', ['connections', 'username', user]);
      if (Array.isArray(open) && open.length > 0) return;
      await delay(20);
    }
  };

  return {
    rotator: rotatorWith({}),
    options: { users },
    current: loginValue(server, a, password),
    foreign: loginValue(server, `stranger-${id}`, secretText()),
    users,
    admin,
    api,
    rotatorWith,
    look: () =>
      Promise.all(
        possible.map(async user => [
          await api('GET', ['users', user]),
          await api('GET', ['users', user, 'permissions']),
        ]),
      ),
    openSession: async value => {
      const session = await openSession(server, value);
      closing.push(session.close);
      await untilListed(value.reveal('username'));
      return session;
    },
    withSilentEndpoint: async () => {
      const { host, port, close } = await listenSilently();
      closing.push(close);
      return rotatorWith(
        { endpoints: [endpoint, `${host}:${port}`] },
        WITH_SILENCE,
      );
    },
    withoutServer: async () =>
      rotatorWith({
        management: 'http://127.0.0.1:1',
        endpoints: ['127.0.0.1:1'],
      }),
    withoutRights: async () => {
      const [user, secret] = [weak, adminPassword];
      await api('PUT', ['users', user], {
        password: secret,
        tags: 'monitoring',
      });
      return rotatorWith({ admin: { user, password: secret } });
    },
    interrupt: async point => {
      const { hostname, port } = new URL(server.managementUrl);
      const proxy = await startBreakingProxy(
        { host: hostname, port: Number(port) },
        point,
      );
      const management = `http://${proxy.host}:${proxy.port}`;
      return { rotator: rotatorWith({ management }), ...proxy };
    },
    named: async name =>
      createRabbitMqWorld(server, [
        name,
        `shop ${id} beside ${randomBytes(2).toString('hex')}`,
      ]),
    serverLog: async () =>
      (await readFile(server.logFile)).subarray(logStart).toString('utf8'),
    close: async () => {
      for (const close of closing) await close();
      for (const user of [a, b, admin, weak].filter(isPossible)) {
        await api('DELETE', ['users', user]);
      }
    },
  };
}

/** What the API can be asked about. */
function isPossible(user: string): boolean {
  return !/^\.{0,2}$|[\p{Cc}]/u.test(user) && Buffer.byteLength(user) < 256;
}

async function openSession(
  { host, port }: RunningRabbitMq,
  value: SecretValue,
): Promise<ConformanceSession> {
  const connection = await connect(
    {
      hostname: host,
      port,
      username: value.reveal('username'),
      password: value.reveal('password'),
    },
    { clientProperties: { connection_name: 'shop-service' } },
  );
  let isOpen = true;
  connection.on('error', () => undefined); // the closing tells it too
  connection.on('close', () => {
    isOpen = false;
  });
  return {
    isEnded: async () => {
      try {
        await (await connection.createChannel()).close();
        return false;
      } catch {
        return true; // the channel could not be opened, which is what was asked
      }
    },
    close: async () => {
      if (isOpen) await connection.close().catch(() => undefined);
    },
  };
}
