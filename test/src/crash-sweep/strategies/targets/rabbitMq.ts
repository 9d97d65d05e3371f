import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  findRabbitMqServer,
  startRabbitMq,
  type RunningRabbitMq,
} from '@keyturn/dev-peers';
import { z } from 'zod';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const USERS = ['shop_a', 'shop_b'] as const;
const ADMIN = 'keyturn';

const userShape = z.object({ password_hash: z.string() });

/** RabbitMQ, whose two users take turns. */
export const rabbitMq: TargetKind = {
  name: 'RabbitMQ',
  traits: { issues: 'chosen', overlap: 'dual', accounts: 'two' },
  failpoints: 'rotator',
  missing: () =>
    findRabbitMqServer()
      ? undefined
      : 'RabbitMQ (no rabbitmq-server found; set KEYTURN_RABBITMQ_SERVER)',

  start: async ({ folder }) => {
    const server = await startRabbitMq({ dataDir: join(folder, 'rabbitmq') });
    const ask = managementOf(server);
    const [password, adminPassword] = [secretText(), secretText()];
    const [a, b] = USERS;
    await ask('PUT', `users/${a}`, { password, tags: '' });
    await ask('PUT', `users/${b}`, { password_hash: '', tags: '' });
    await ask('PUT', `users/${ADMIN}`, {
      password: adminPassword,
      tags: 'administrator',
    });
    for (const user of USERS) {
      await ask('PUT', `permissions/%2F/${user}`, {
        ...{ configure: '.*', write: '.*', read: '.*' },
      });
    }
    const watch = await CredentialWatch.start(async () => {
      const users = await Promise.all(
        USERS.map(async user => {
          const answer = await ask('GET', `users/${user}`);
          const { password_hash: hash } = userShape.parse(answer);
          return { hash, id: `${user} ${hash}`, account: user };
        }),
      );
      return users.filter(({ hash }) => hash !== '');
    });
    const { host, port, pid } = server;
    return {
      entry: {
        kind: 'rabbitmq',
        management: server.managementUrl,
        admin: { user: ADMIN, password: adminPassword },
        endpoints: [`${host}:${port}`],
      },
      allow: ['shop_*'],
      options: { users: USERS },
      firstValue: { username: a, password },
      endpoints: [{ kind: 'rabbitmq', host, port }],
      effects: () => watch.effects(),
      server: {
        pid,
        stop: async () => {
          await watch.stop();
          await server.stop();
        },
      },
    };
  },
};

/** Asks the management plugin as the server's own administrator. */
function managementOf({ managementUrl, administrator }: RunningRabbitMq) {
  const { user, password } = administrator;
  const login = Buffer.from(`${user}:${password}`).toString('base64');
  return async (
    method: 'GET' | 'PUT',
    path: string,
    body?: object,
  ): Promise<unknown> => {
    const answer = await fetch(`${managementUrl}/api/${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: {
        authorization: `Basic ${login}`,
        'content-type': 'application/json',
      },
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`RabbitMQ answered ${answer.status}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}
