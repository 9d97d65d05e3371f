import { readDurationFromConfig, type Config } from '@backstage/config';
import {
  MisconfiguredError,
  readAddressGuard,
  readOrigin,
  readSettings,
  type AdapterSettings,
  type AddressGuard,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { durationToMilliseconds } from '@backstage/types';
import type { z } from 'zod';
import {
  adminCredentialOf,
  type AdminCredentialSource,
} from './adminCredential';
import { FIXES, rotatorEntry } from './description/entry';
import { RequestTemplate } from './description/RequestTemplate';
import { parseSelection } from './description/Selection';
import type { KeyFields } from './keyFields';
import type { ApiDescription } from './provider/ApiKeyProvider';
import { KeyLabels } from './provider/KeyLabels';

/** One checked entry of `secretRotation.rotators` of kind `http-api-key`. @internal */
export interface HttpApiKeySettings {
  /** The only address that the administrator's credential is sent to. */
  readonly origin: string;
  readonly guard: AddressGuard;
  readonly admin: AdminCredentialSource;
  readonly api: ApiDescription;
  readonly fields: KeyFields;
  readonly maxKeys?: number;
  /** How long one answer may take. */
  readonly timeoutMs: number;
  /** How long the provider may need until all of it knows a new or a revoked key. */
  readonly settleMs: number;
}

type Entry = z.infer<typeof rotatorEntry>;

/**
 * Reads and checks one entry of `secretRotation.rotators`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readHttpApiKeySettings(
  settings: AdapterSettings,
): HttpApiKeySettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const entry = readSettings(rotatorEntry, settings.config.get(), key, FIXES);
  const { fields, maxKeys, network, admin } = entry;
  return {
    origin: readOrigin(entry.origin, `${key}.origin`, network.plainHttp),
    guard: readAddressGuard(network.allow, `${key}.network.allow`),
    admin: adminCredentialOf(admin, `${key}.admin`, settings.ownCredentials),
    api: readApi(entry, key),
    fields,
    maxKeys,
    timeoutMs: readTime(settings.config, key, 'timeout', 10_000),
    settleMs: readTime(settings.config, key, 'settle', 10_000),
  };
}

function readApi(entry: Entry, key: string): ApiDescription {
  const { headers, list, test, lifetimeDays, network } = entry;
  const asAdmin = (name: 'create' | 'list' | 'revoke', more: string[]) =>
    new RequestTemplate(
      { ...entry[name], headers: { ...headers, ...entry[name].headers } },
      `${key}.${name}`,
      ['account', ...more],
      ['admin.'],
    );
  const select = (at: string, text: string) =>
    parseSelection(text, `${key}.${at}`);
  const maybe = (at: string, text: string | undefined) =>
    text === undefined ? undefined : select(at, text);
  const isRecognisable =
    list.label !== undefined ||
    (list.createdAt !== undefined && list.lastUsedAt !== undefined);
  if (!isRecognisable) {
    throw new MisconfiguredError(
      `${key}.list does not say how a key that was left behind is known`,
      'Give list.label where keys have a name, else list.createdAt and list.lastUsedAt',
    );
  }
  return {
    create: {
      request: asAdmin('create', ['label', 'expiresOn']),
      id: select('create.id', entry.create.id),
      key: select('create.key', entry.create.key),
    },
    list: {
      request: asAdmin('list', []),
      selections: {
        items: select('list.items', list.items),
        id: select('list.id', list.id),
        label: maybe('list.label', list.label),
        createdAt: maybe('list.createdAt', list.createdAt),
        lastUsedAt: maybe('list.lastUsedAt', list.lastUsedAt),
      },
      pages: list.pages,
    },
    test: {
      request: new RequestTemplate(
        test,
        `${key}.test`,
        ['account', 'id'],
        ['key'],
      ),
      origins: (test.origins ?? [entry.origin]).map((origin, index) =>
        readOrigin(origin, `${key}.test.origins.${index}`, network.plainHttp),
      ),
      accepted: test.accepted,
      rejected: test.rejected,
    },
    revoke: {
      request: asAdmin('revoke', ['id']),
      gone: entry.revoke.gone,
      absentId: entry.revoke.absentId,
    },
    check:
      entry.admin.check &&
      new RequestTemplate(
        {
          ...entry.admin.check,
          method: 'GET',
          headers: { ...headers, ...entry.admin.check.headers },
        },
        `${key}.admin.check`,
        [],
        ['admin.'],
      ),
    labels: new KeyLabels(entry.label, `${key}.label`),
    lifetimeDays,
  };
}

function readTime(
  config: Config,
  key: string,
  name: 'timeout' | 'settle',
  usual: number,
): number {
  if (!config.has(name)) return usual;
  const ms = readDuration(config, name);
  if (ms === undefined || ms < 100 || ms > 60_000) {
    throw new MisconfiguredError(
      `${key}.${name} is not a time between 0.1 and 60 seconds`,
      'Write for example { seconds: 10 } or PT10S',
    );
  }
  return ms;
}

function readDuration(config: Config, key: string): number | undefined {
  try {
    return durationToMilliseconds(readDurationFromConfig(config, { key }));
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
