import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  findRedisServer,
  startRedis,
  type RunningRedis,
} from '@keyturn/dev-peers';
import { createClient } from '@redis/client';
import { z } from 'zod';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const USER = 'shop';
const ADMIN = 'keyturn';
/** As `grants/keyturn.acl` of the module says. */
const ADMIN_RULES =
  '+acl|setuser +acl|getuser +acl|list +client|list +client|kill +acl|save +acl|dryrun +config|get +info +role +time';

const passwordsShape = z.object({ passwords: z.array(z.string()) });

/** Redis, whose ACL user has two passwords for a while. */
export const redis: TargetKind = {
  name: 'Redis',
  traits: { issues: 'chosen', overlap: 'dual', accounts: 'one' },
  failpoints: 'rotator',
  isExample: true,
  missing: () =>
    findRedisServer()
      ? undefined
      : 'Redis (no redis-server found; set KEYTURN_REDIS_SERVER)',

  start: async ({ folder }) => {
    const server = await startRedis({ dataDir: join(folder, 'redis') });
    const root = await logIn(server);
    const [password, adminPassword] = [secretText(), secretText()];
    const make = (user: string, secret: string, rules: string) =>
      root.sendCommand([
        ...['ACL', 'SETUSER', user, 'reset', 'on', `#${hashOf(secret)}`],
        ...rules.split(' '),
      ]);
    await make(USER, password, '~* &* +@all -@dangerous');
    await make(ADMIN, adminPassword, ADMIN_RULES);
    await root.sendCommand(['ACL', 'SAVE']);
    const watch = await CredentialWatch.start(async () => {
      const user = await root.aclGetUser(USER);
      return passwordsShape
        .parse(user)
        .passwords.map(hash => ({ id: hash, account: hash }));
    });
    const { host, port, pid } = server;
    return {
      entry: {
        kind: 'redis',
        admin: { user: ADMIN, password: adminPassword },
        nodes: [`${host}:${port}`],
      },
      allow: [USER],
      options: { user: USER },
      firstValue: { username: USER, password },
      endpoints: [{ kind: 'redis', host, port }],
      effects: () => watch.effects(),
      server: {
        pid,
        stop: async () => {
          await watch.stop();
          root.destroy();
          await server.stop();
        },
      },
    };
  },
};

async function logIn({ host, port, password }: RunningRedis) {
  const client = createClient({
    socket: { host, port, reconnectStrategy: false },
    password,
  });
  // The failing command says it.
  client.on('error', () => undefined);
  return client.connect();
}

function secretText(): string {
  return randomBytes(24).toString('base64url');
}

function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
