import {
  MisconfiguredError,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Placement, Secret, SecretVersion } from './client/resources';

/** What the store's entry says of its secrets. */
export interface SecretExpectations {
  readonly alias?: string;
  readonly delayedDestruction: boolean;
  readonly placement: Placement;
  readonly provision: boolean;
}

// The service's own limits.
const MAX_ALIASES = 50;
const MAX_ANNOTATION_BYTES = 16 * 1024;
const ROOM_FOR_MARKER = 256;

const UNSAID_DELAY =
  'The secret delays the destruction of versions, which the entry of the store does not say';
const UNSAID_DELAY_FIX =
  "Set delayedDestruction: true in the entry of the store, or remove the secret's version destroy TTL";

/** Whether a secret is as the store's entry says, and what its owner should know of it. */
export function checkSecret(
  secret: Secret,
  versions: readonly SecretVersion[],
  expected: SecretExpectations,
): PreflightCheck[] {
  return [
    checkFirstValue(
      versions.some(({ state }) => state === 'enabled'),
      expected.provision,
    ),
    checkReaders(secret, versions, expected.alias),
    checkDestruction(secret, expected),
    checkAnnotations(secret),
    checkOtherRotation(secret),
    ...notes(secret),
  ];
}

/** A misspelt id looks like a secret that is not there yet: one is made only where an operator wants that. */
export function checkFirstValue(
  hasValue: boolean,
  provision: boolean,
): PreflightCheck {
  const code = 'gcp.first-value';
  if (hasValue) return { code, ok: true, message: 'The secret has a value' };
  return provision
    ? {
        code,
        ok: true,
        message:
          'The secret has no value yet: Keyturn makes it. Rights on a secret that does not exist can be looked up when it does',
      }
    : {
        code,
        ok: false,
        message: 'The secret does not exist, or has no value yet',
        fix: 'Correct the id, add a first version, or set provision: true in the entry of the store',
      };
}

function checkReaders(
  { aliases }: Secret,
  versions: readonly SecretVersion[],
  alias: string | undefined,
): PreflightCheck {
  const code = 'gcp.readers';
  if (alias === undefined) {
    return {
      code,
      ok: true,
      message:
        'Consumers read latest, where Secret Manager cannot compare before it changes what they read. An alias is safer',
    };
  }
  const target = aliases[alias];
  if (target === undefined) {
    if (Object.keys(aliases).length >= MAX_ALIASES) {
      return {
        code,
        ok: false,
        message: `The secret has no alias ${alias}, and room for none`,
        fix: 'Remove an alias that nobody reads',
      };
    }
    return versions.some(({ state }) => state === 'enabled')
      ? {
          code,
          ok: false,
          message: `The secret has versions, but none has the alias ${alias}, so nobody knows which one consumers read`,
          fix: `Give the alias to the version that consumers use now: gcloud secrets update <secret> --update-version-aliases=${alias}=<version>`,
        }
      : { code, ok: true, message: 'The secret has no version yet' };
  }
  return versions.some(
    ({ number, state }) => number === target && state === 'enabled',
  )
    ? { code, ok: true, message: `Consumers read the alias ${alias}` }
    : {
        code,
        ok: false,
        message: `The alias ${alias} names a version that cannot be read`,
        fix: 'Enable that version, or move the alias to the version that consumers shall use',
      };
}

function checkDestruction(
  { delaysDestruction }: Secret,
  { delayedDestruction }: SecretExpectations,
): PreflightCheck {
  const code = 'gcp.destruction';
  if (!delaysDestruction) {
    return { code, ok: true, message: 'Destroyed versions are gone at once' };
  }
  return delayedDestruction
    ? {
        code,
        ok: true,
        message:
          'Destroyed versions are disabled, and gone when the delay of the secret has passed',
      }
    : { code, ok: false, message: UNSAID_DELAY, fix: UNSAID_DELAY_FIX };
}

/** @throws MisconfiguredError when destroyed versions would stay longer than the store says of itself */
export function requireDestruction(
  { delaysDestruction }: Secret,
  { delayedDestruction }: Pick<SecretExpectations, 'delayedDestruction'>,
): void {
  if (delaysDestruction && !delayedDestruction) {
    throw new MisconfiguredError(UNSAID_DELAY, UNSAID_DELAY_FIX);
  }
}

function checkAnnotations({ annotations }: Secret): PreflightCheck {
  const code = 'gcp.annotations';
  const bytes = Buffer.byteLength(Object.entries(annotations).flat().join(''));
  return bytes + ROOM_FOR_MARKER < MAX_ANNOTATION_BYTES
    ? { code, ok: true, message: 'The secret can note which run promoted' }
    : {
        code,
        ok: false,
        message:
          "The secret's annotations are full, so it could not note which run promoted",
        fix: 'Remove an annotation of the secret',
      };
}

function checkOtherRotation({
  isManaged,
  hasSchedule,
  topics,
}: Secret): PreflightCheck {
  const code = 'gcp.other-rotation';
  if (isManaged) {
    return {
      code,
      ok: false,
      message: 'Secret Manager rotates this secret itself',
      fix: 'Let one of the two rotate it: take it out of the catalog, or end its managed rotation',
    };
  }
  return {
    code,
    ok: true,
    message: hasSchedule
      ? `Secret Manager announces rotations of this secret on ${topics} topics: make sure that nothing that listens there rotates it`
      : 'Nothing else is known to rotate this secret',
  };
}

/** What stops no run, and what its owner should know. */
function notes({ expiresAt, topics, placement }: Secret): PreflightCheck[] {
  const found: Array<[string, string]> = [];
  if (expiresAt) {
    found.push([
      'gcp.expiry',
      `The secret will be deleted with all its versions on ${
        expiresAt.toISOString().split('T')[0]
      }`,
    ]);
  }
  if (topics > 0) {
    found.push([
      'gcp.topics',
      'Every change is announced on Pub/Sub topics, without values',
    ]);
  }
  if (hasCustomerKey(placement)) {
    found.push([
      'gcp.customer-key',
      'The values are encrypted with keys of your own, staged values too. If such a key is disabled, no version can be read',
    ]);
  }
  return found.map(([code, message]) => ({ code, ok: true, message }));
}

function hasCustomerKey({
  replication,
  customerManagedEncryption,
}: Placement): boolean {
  return Boolean(
    customerManagedEncryption ??
      replication?.automatic?.customerManagedEncryption ??
      replication?.userManaged?.replicas?.some(
        replica => replica.customerManagedEncryption,
      ),
  );
}
