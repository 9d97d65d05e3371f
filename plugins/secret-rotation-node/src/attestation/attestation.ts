import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { InstanceObservation } from '../contracts/ConsumerAdapter';
import { storeVersionId, type StoreVersionId } from '../contracts/SecretStore';
import { PLAIN_FIELD, type SecretValue } from '../SecretValue';

/** The fields that prove a version, the first of them that is secret; else the first secret one. */
const PROVING_FIELDS = ['password', PLAIN_FIELD];

const printable = z.string().regex(/^[\x21-\x7e]{1,128}$/);
/** The answer of `attest` as docs/attestation.md publishes it; what is not known is ignored. @internal */
export const attestationAnswer = z.object({
  instance: printable,
  startedAt: z.string().max(64),
  uses: z
    .array(
      z.object({
        path: z.string().min(1).max(1024),
        version: printable,
        since: z.string().max(64),
        hmac: z
          .string()
          .regex(/^[0-9a-f]{64}$/i)
          .optional(),
        problem: z.string().max(64).optional(),
      }),
    )
    .max(256),
});

/** What an instance said of itself. Nothing in it is proven yet. @internal */
export type Attestation = z.infer<typeof attestationAnswer>;

/** What an attestation shows for one path. @internal */
export type Evidence = Pick<
  InstanceObservation,
  'version' | 'since' | 'strength' | 'finding'
>;

/** The values that an instance may prove, by their store ids. @public */
export type Candidates = ReadonlyMap<StoreVersionId, SecretValue>;

/**
 * Reads the body of an attestation; `undefined` when it is not one. Ids are kept and shown, so an answer that
 * writes a candidate's value into an id is not an attestation either.
 * @internal
 */
export function parseAttestation(
  body: string,
  candidates: Candidates,
): Attestation | undefined {
  const read = attestationAnswer.safeParse(parseJson(body));
  if (!read.success) {
    return undefined;
  }
  const ids = [read.data.instance, ...read.data.uses.map(use => use.version)];
  return ids.some(id => showsValue(id, candidates)) ? undefined : read.data;
}

/** Weighs what an attestation says about one path against the values that it may prove. @internal */
export function weigh(
  attestation: Attestation,
  asked: {
    path: string;
    nonce: string;
    candidates: Candidates;
    now: Date;
  },
): Evidence {
  const found = attestation.uses
    .filter(use => use.path === asked.path)
    .map(use => weighUse(use, asked));
  if (found.length === 0) {
    return { strength: 'none', finding: 'wrong-path' };
  }
  const [first, ...others] = found;
  const isOne = others.every(
    other =>
      other.version === first.version && other.strength === first.strength,
  );
  // While an instance drains its old connections it uses two versions, and has not left the old one.
  return isOne ? first : { strength: 'none', finding: 'not-reloaded' };
}

type Use = Attestation['uses'][number];

/** What a service can know of its own trouble with a version. Other words are those of a later contract: ignored. */
const PROBLEMS = ['bad-format', 'permission-denied', 'wrong-path'] as const;

function weighUse(
  use: Use,
  asked: { nonce: string; candidates: Candidates; now: Date },
): Evidence {
  const evidence = weighProof(use, asked);
  const told = PROBLEMS.find(problem => problem === use.problem);
  return told === undefined ? evidence : { ...evidence, finding: told };
}

function weighProof(
  use: Use,
  asked: { nonce: string; candidates: Candidates; now: Date },
): Evidence {
  const claimed = storeVersionId(use.version);
  const since = readTime(use.since, asked.now);
  if (use.hmac === undefined) {
    return { version: claimed, since, strength: 'claimed' };
  }
  const matches = [...asked.candidates]
    .filter(([, value]) => isProof(use.hmac ?? '', asked.nonce, value))
    .map(([id]) => id);
  if (matches.length > 0) {
    if (!areOneValue(matches, asked.candidates)) {
      // What did not change from one version to the other tells them not apart.
      return { version: claimed, since, strength: 'claimed' };
    }
    // One value can have several ids: after a rollback the store holds it under a new one too.
    const proven: Evidence = { version: claimed, since, strength: 'proven' };
    if (matches.includes(claimed)) return proven;
    return asked.candidates.has(claimed)
      ? { ...proven, version: matches[0], finding: 'stale-cache' }
      : { ...proven, version: matches[0] };
  }
  if (!asked.candidates.has(claimed)) {
    // Its value is not at hand, so the digest can be neither right nor wrong.
    return { version: claimed, since, strength: 'claimed' };
  }
  return { version: claimed, since, strength: 'none', finding: 'stale-cache' };
}

function isProof(hmac: string, nonce: string, value: SecretValue): boolean {
  const text = value.reveal(provingField(value));
  const expected = createHmac('sha256', Buffer.from(text))
    .update(nonce)
    .digest();
  return timingSafeEqual(expected, Buffer.from(hmac, 'hex'));
}

/** By its name, since stores return fields in orders of their own: a value may also carry the one before it. */
function provingField({ secretFieldNames: names }: SecretValue): string {
  const named = PROVING_FIELDS.find(name => names.includes(name));
  return named ?? names[0];
}

function areOneValue(
  [first, ...others]: readonly StoreVersionId[],
  candidates: Candidates,
): boolean {
  const value = candidates.get(first);
  return others.every(id => value && candidates.get(id)?.equals(value));
}

const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const CLOCK_SKEW_MS = 10 * 60_000;

/** A service's time, `undefined` when no sane clock can have shown it. @internal */
export function readTime(text: string, now: Date): Date | undefined {
  const time = Date.parse(text);
  return time >= EARLIEST && time <= now.getTime() + CLOCK_SKEW_MS
    ? new Date(time)
    : undefined;
}

function showsValue(id: string, candidates: Candidates): boolean {
  return [...candidates.values()].some(value =>
    value.secretFieldNames.some(name => {
      const text = value.reveal(name);
      // A very short text would be found in ids by chance.
      return text.length >= 8 && id.includes(text);
    }),
  );
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // not JSON is as malformed as any other shape
  }
}
