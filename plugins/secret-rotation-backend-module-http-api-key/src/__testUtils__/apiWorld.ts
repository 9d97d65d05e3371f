import { randomBytes } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import {
  accountName,
  SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  startApiProvider,
  type ApiProvider,
} from '@keyturn/dev-peers/api-provider';
import { HttpApiKeyRotator } from '../HttpApiKeyRotator';
import { readHttpApiKeySettings } from '../settings';

export const ACCOUNT = 'payments';

/** The entry of app-config for the provider that misbehaves. */
export function entryFor(origin: string, adminToken: string) {
  return {
    kind: 'http-api-key',
    origin,
    network: { allow: ['127.0.0.0/8'], plainHttp: true },
    admin: { fields: { token: adminToken } },
    headers: { Authorization: 'Bearer {admin.token}' },
    timeout: 'PT30S',
    settle: 'PT30S',
    create: {
      path: '/accounts/{account}/keys',
      body: { label: '{label}' },
      id: '/id',
      key: '/key',
    },
    list: {
      path: '/accounts/{account}/keys',
      items: '/keys',
      id: '/id',
      label: '/label',
      createdAt: '/createdAt',
      lastUsedAt: '/lastUsedAt',
    },
    test: { path: '/me', headers: { Authorization: 'Bearer {key}' } },
    revoke: { path: '/accounts/{account}/keys/{id}', absentId: '0' },
  };
}

/** A rotator for an entry of app-config. Pauses between two looks are short. */
export function rotatorFor(entry: object): HttpApiKeyRotator {
  const config = new ConfigReader(JSON.parse(JSON.stringify(entry)));
  return new HttpApiKeyRotator(
    readHttpApiKeySettings({ name: 'provider', config }),
    { pause: () => new Promise(done => setImmediate(done)), now: Date.now },
  );
}

/** One secret of an account, at the provider that misbehaves. */
export interface ApiWorld {
  readonly provider: ApiProvider;
  readonly entry: ReturnType<typeof entryFor>;
  readonly rotator: HttpApiKeyRotator;
  /** What consumers use now. Somebody made it by hand. */
  readonly current: SecretValue;
  /** The texts of all keys of the account that are not revoked. */
  valid(): string[];
  issue(epoch?: number, known?: readonly SecretValue[]): Promise<SecretValue>;
  activate(value: SecretValue): Promise<void>;
  revoke(keep: SecretValue, refuse?: SecretValue): Promise<unknown>;
  answers(value: SecretValue): Promise<string[]>;
  close(): Promise<void>;
}

export async function openApiWorld(): Promise<ApiWorld> {
  const adminToken = randomBytes(24).toString('base64url');
  const provider = await startApiProvider(adminToken);
  const entry = entryFor(provider.origin, adminToken);
  const rotator = rotatorFor(entry);
  const first = provider.keys.make(ACCOUNT, 'made by hand');
  const current = keyValue(first.id, first.key);
  const options = { account: ACCOUNT };
  const account = accountName(ACCOUNT);
  const accounts = { old: account, new: account };
  const since = new Date(Date.now() - 60_000);
  return {
    ...{ provider, entry, rotator, current },
    valid: () => provider.keys.valid(ACCOUNT).map(({ key }) => key),
    issue: (epoch = 1, known = [current]) =>
      rotator.issue({ options, account, current, known, since }, at(7, epoch)),
    activate: value => rotator.activate({ options, accounts, value }, at(7, 1)),
    revoke: (keep, refuse) =>
      rotator.revoke({ options, account, keep, refuse }, at(7, 1)),
    answers: async value => {
      const probes = await rotator.probe({ options, value }, at(7, 1));
      return probes.map(({ answer }) => answer);
    },
    close: () => provider.stop(),
  };
}

export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

/** A value as a store gives it: which fields are public is not kept there. */
export function keyValue(id: string, key: string): SecretValue {
  return SecretValue.of({
    key: { value: key, secret: true },
    keyId: { value: id, secret: false },
    region: { value: 'eu', secret: false },
  });
}
