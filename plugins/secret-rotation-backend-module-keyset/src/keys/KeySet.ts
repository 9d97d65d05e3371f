import { z } from 'zod';

const member = z.string().min(1).max(2_048);

const key = z.looseObject({
  kty: z.enum(['EC', 'OKP', 'RSA', 'oct']),
  kid: z.string().min(1).max(256),
  alg: member.optional(),
  use: member.optional(),
});

const shape = z
  .object({
    keys: z.array(key).min(1).max(3),
    current: member,
    next: member.optional(),
    previous: member.optional(),
    retired: member.optional(),
  })
  .refine(({ keys, ...roles }) => {
    const kids = keys.map(({ kid }) => kid);
    const held = [roles.current, roles.next, roles.previous].filter(
      kid => kid !== undefined,
    );
    // A key without a role would be gone after the next rotation, and nobody would have asked whether it is needed.
    return (
      new Set(held).size === kids.length &&
      held.length === kids.length &&
      held.every(kid => kids.includes(kid))
    );
  });

/** One key in the form of RFC 7517. @internal */
export type Key = z.infer<typeof key>;

/**
 * The keys of one version, a JWK set (RFC 7517) that says besides which key does what. It holds private keys.
 * @internal
 */
export interface KeySet {
  readonly keys: readonly Key[];
  /** The `kid` of the key that signs or encrypts. */
  readonly current: string;
  /** The one that will: it is published, so that whoever verifies knows it beforehand. */
  readonly next?: string;
  /** The one that did: what was made with it is still good. */
  readonly previous?: string;
  /** The one that was taken out when this version was made. */
  readonly retired?: string;
}

/** Reads the text of a version. `undefined`: it is no key set. It says nothing more, because a reason could quote it. */
export function parseKeySet(text: string): KeySet | undefined {
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // whoever asks says so, without the text
  }
}

/** The key that a `kid` names. */
export function keyOf(set: KeySet, kid: string | undefined): Key | undefined {
  return set.keys.find(each => each.kid === kid);
}
