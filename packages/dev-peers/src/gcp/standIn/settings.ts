import { invalid } from './refusal';
import type { SecretMessage } from './requests';
import {
  millisecondsOf,
  timestampOf,
  type Secret,
  type SecretSettings,
} from './state';

const MAX_ALIASES = 50;
const MAX_ANNOTATION_BYTES = 16 * 1024;
const DAY_MS = 86_400_000;
const ALIAS = /^[A-Za-z][\w-]{0,62}$/;
const ANNOTATION_KEY = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

/** What an update mask may name, and what then changes. `etag` is compared, never set. */
const SETTERS: Record<
  string,
  (secret: SecretSettings, message: SecretMessage, now: number) => void
> = {
  labels: (secret, { labels }) => Object.assign(secret, { labels }),
  annotations: (secret, { annotations }) =>
    Object.assign(secret, { annotations }),
  version_aliases: (secret, { versionAliases }) =>
    Object.assign(secret, { versionAliases }),
  topics: (secret, { topics }) => Object.assign(secret, { topics }),
  rotation: (secret, { rotation }) => Object.assign(secret, { rotation }),
  customer_managed_encryption: (secret, { customerManagedEncryption }) =>
    Object.assign(secret, { customerManagedEncryption }),
  expire_time: (secret, { expireTime }) =>
    Object.assign(secret, { expireTime }),
  ttl: (secret, { ttl }, now) =>
    Object.assign(secret, { expireTime: ttl && after(now, ttl) }),
  version_destroy_ttl: (secret, { versionDestroyTtl }) =>
    Object.assign(secret, { versionDestroyTtl }),
};

/** The settings of a secret that is created. */
export function initialSettings(
  message: SecretMessage | undefined,
  now: number,
  isRegional: boolean,
): SecretSettings {
  if (Boolean(message?.replication) === isRegional) {
    throw invalid(
      isRegional
        ? 'A regional secret has no replication policy.'
        : 'The replication policy is required.',
    );
  }
  if (Object.keys(message?.versionAliases ?? {}).length > 0) {
    throw invalid('There is no version yet that an alias could name.');
  }
  return {
    replication: message?.replication,
    customerManagedEncryption: message?.customerManagedEncryption,
    labels: message?.labels ?? {},
    annotations: message?.annotations ?? {},
    versionAliases: {},
    topics: message?.topics ?? [],
    rotation: message?.rotation,
    expireTime: message?.ttl ? after(now, message.ttl) : message?.expireTime,
    versionDestroyTtl: message?.versionDestroyTtl,
  };
}

/** The secret with what the mask names taken from the message. */
export function applySettings(
  secret: Secret,
  message: SecretMessage,
  paths: readonly string[],
  now: number,
): Secret {
  const changed = { ...secret };
  for (const path of paths) {
    const set = SETTERS[path];
    if (!set) {
      throw invalid(`The update mask names [${path}], which cannot be set.`);
    }
    set(changed, message, now);
  }
  return changed;
}

/** @throws Refusal when something is beyond the limits of the service */
export function checkSettings(secret: Secret): void {
  const aliases = Object.entries(secret.versionAliases);
  if (aliases.length > MAX_ALIASES) {
    throw invalid(`A secret has at most ${MAX_ALIASES} aliases.`);
  }
  for (const [alias, number] of aliases) {
    if (!ALIAS.test(alias) || ['latest', 'NEW'].includes(alias)) {
      throw invalid(`The alias [${alias}] is not valid.`);
    }
    if (!secret.versions.some(version => String(version.number) === number)) {
      throw invalid(`The alias [${alias}] names a version that is not there.`);
    }
  }
  const annotations = Object.entries(secret.annotations);
  if (
    annotations.some(([key]) => !ANNOTATION_KEY.test(key)) ||
    Buffer.byteLength(annotations.flat().join('')) >= MAX_ANNOTATION_BYTES
  ) {
    throw invalid('The annotations are not valid.');
  }
  const ttl = secret.versionDestroyTtl;
  if (
    ttl &&
    (millisecondsOf(ttl) < DAY_MS || millisecondsOf(ttl) > 1000 * DAY_MS)
  ) {
    throw invalid('The destruction is delayed by 24 hours to 1000 days.');
  }
}

function after(now: number, ttl: { seconds: string; nanos?: number }) {
  return timestampOf(now + millisecondsOf(ttl));
}
