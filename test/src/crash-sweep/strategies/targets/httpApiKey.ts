import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startApiProviderProcess } from '@keyturn/dev-peers/api-provider';
import { z } from 'zod';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

const ACCOUNT = 'payments';

const madeShape = z.object({ id: z.string(), key: z.string() });
const listShape = z.object({ keys: z.array(z.object({ id: z.string() })) });

/** A provider of API keys, which issues them. */
export const httpApiKey: TargetKind = {
  name: 'HTTP API keys',
  traits: { issues: 'issued', overlap: 'dual', accounts: 'one' },
  standIn: 'a provider of ours',
  failpoints: 'rotator',
  isExample: true,
  missing: () => undefined,

  start: async ({ folder }) => {
    const adminToken = randomBytes(24).toString('base64url');
    const server = await startApiProviderProcess({
      dataDir: join(folder, 'provider'),
      adminToken,
    });
    const { origin, pid } = server;
    const keys = (init: RequestInit = {}) =>
      ask(`${origin}/accounts/${ACCOUNT}/keys`, adminToken, init);
    const first = madeShape.parse(
      await keys({
        method: 'POST',
        body: JSON.stringify({ label: 'made by hand' }),
      }),
    );
    const watch = await CredentialWatch.start(async () =>
      listShape.parse(await keys()).keys.map(({ id }) => ({ id, account: id })),
    );
    return {
      entry: entryFor(origin, adminToken),
      allow: [ACCOUNT],
      options: { account: ACCOUNT },
      firstValue: { key: first.key, keyId: first.id },
      publicFields: ['keyId'],
      endpoints: [{ kind: 'api-key', url: `${origin}/me` }],
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

/** How an operator describes the provider. */
function entryFor(origin: string, adminToken: string) {
  const path = '/accounts/{account}/keys';
  return {
    kind: 'http-api-key' as const,
    origin,
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
    admin: { fields: { token: adminToken } },
    headers: { Authorization: 'Bearer {admin.token}' },
    create: { path, body: { label: '{label}' }, id: '/id', key: '/key' },
    list: {
      path,
      items: '/keys',
      id: '/id',
      label: '/label',
      createdAt: '/createdAt',
    },
    test: { path: '/me', headers: { Authorization: 'Bearer {key}' } },
    revoke: { path: `${path}/{id}`, absentId: '0' },
  };
}

async function ask(
  url: string,
  token: string,
  init: RequestInit,
): Promise<unknown> {
  const response = await fetch(url, {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The provider answered ${response.status}`);
  return JSON.parse(text);
}
