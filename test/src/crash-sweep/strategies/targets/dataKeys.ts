import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  readDataKeys,
  seal,
  startRecordService,
} from '@keyturn/dev-peers/data-keys';
import { z } from 'zod';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const NAME = 'card-numbers';
const RECORDS = 8;

const shape = z.object({ replaced: z.array(z.string()) });

/** A service whose records are encrypted: consumers learn its keys from the store, one version ahead. A stand-in. */
export const dataKeys: TargetKind = {
  name: 'data keys',
  traits: {
    issues: 'chosen',
    overlap: 'dual',
    accounts: 'one',
    staysUntilNext: true,
  },
  failpoints: 'rotator',
  missing: () => undefined,

  start: async ({ folder }) => {
    const token = randomBytes(24).toString('base64url');
    const server = await startRecordService({
      dataDir: join(folder, 'records'),
      token,
    });
    const { origin, pid } = server;
    const url = `${origin}/records`;
    const keySet = firstKeySet();
    for (let id = 0; id < RECORDS; id += 1) {
      await ask(`${url}/${id}`, {
        method: 'PUT',
        body: JSON.stringify(seal(readDataKeys(keySet), `card ${id}`)),
      });
    }
    // The hook does not name keys that are let in: none is, they are known ahead.
    const watch = await CredentialWatch.start(async () => {
      const { replaced } = shape.parse(await (await ask(url)).json());
      return replaced.map(kid => ({ id: kid, account: kid }));
    });
    return {
      entry: {
        kind: 'keyset',
        algorithm: 'A256GCM',
        reencryption: {
          url: `${origin}/reencrypt`,
          headers: { authorization: `Bearer ${token}` },
        },
        network: { allow: ['127.0.0.0/8'], plainHttp: true },
      },
      allow: [NAME],
      options: { name: NAME },
      firstValue: { keySet },
      endpoints: [{ kind: 'data-keys', url }],
      // What the watch sees come is a key that the hook has called free of records.
      effects: async () =>
        (await watch.effects()).map(({ account }) => ({
          kind: 'revoked',
          account,
        })),
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

/** What somebody wrote by hand: a key that is in use and the one after it. */
function firstKeySet(): string {
  const [current, next] = ['first', 'second'];
  const keyOf = (kid: string) => ({
    kty: 'oct',
    kid,
    k: randomBytes(32).toString('base64url'),
  });
  return JSON.stringify({
    keys: [keyOf(current), keyOf(next)],
    current,
    next,
  });
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, {
    ...init,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok)
    throw new Error(`The record service answered ${response.status}`);
  return response;
}
