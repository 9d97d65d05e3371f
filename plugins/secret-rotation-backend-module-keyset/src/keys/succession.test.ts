import fc from 'fast-check';
import type { Key, KeySet } from './KeySet';
import { isPrivate, publishedBy } from './publicKey';
import { firstKeySet, successor } from './succession';

const LONGEST_TOKEN = 60;

let made = 0;
function freshKey(kty: 'EC' | 'oct' = 'EC'): Key {
  made += 1;
  const kid = `k${made}`;
  return kty === 'oct'
    ? { kty, kid, k: `key of ${kid}` }
    : { kty, kid, crv: 'P-256', x: kid, y: kid, d: `key of ${kid}` };
}

interface Token {
  readonly kid: string;
  readonly expires: number;
}

/** An issuer of two instances, of which each has loaded a version, through whole and turned back rotations. */
class Issuer {
  now = 0;
  /** How often a verifier found no key for a token that had not expired. */
  refused = 0;
  readonly #tokens: Token[] = [];
  #instances: [KeySet, KeySet];

  constructor(first: KeySet) {
    this.#instances = [first, first];
  }

  get current(): KeySet {
    return this.#instances[0];
  }

  load(instance: 0 | 1, set: KeySet): void {
    this.#instances[instance] = set;
    this.#check();
  }

  sign(instance: 0 | 1, seconds: number): void {
    const { current } = this.#instances[instance];
    this.#tokens.push({ kid: current, expires: this.now + seconds });
    this.#check();
  }

  pass(seconds: number): void {
    this.now += seconds;
    this.#check();
  }

  /** Whichever instance a verifier asks, it must find the key of every token that has not expired. */
  #check(): void {
    for (const set of this.#instances) {
      const kids = publishedBy(set).map(({ kid }) => kid);
      for (const token of this.#tokens) {
        if (token.expires > this.now && !kids.includes(token.kid))
          this.refused += 1;
      }
    }
  }
}

interface Signing {
  readonly instance: 0 | 1;
  readonly seconds: number;
  readonly pause: number;
}

interface Rotation {
  readonly before: readonly Signing[];
  readonly between: readonly Signing[];
  readonly after: readonly Signing[];
  readonly first: 0 | 1;
  readonly ending: string;
}

const signing = fc.array(
  fc.record({
    instance: fc.constantFrom(0 as const, 1 as const),
    seconds: fc.integer({ min: 1, max: LONGEST_TOKEN }),
    pause: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 4 },
);
const rotations = fc.array(
  fc.record({
    before: signing,
    between: signing,
    after: signing,
    first: fc.constantFrom(0 as const, 1 as const),
    ending: fc.constantFrom('done', 'done', 'rolled back half', 'rolled back'),
  }),
  { minLength: 1, maxLength: 8 },
);

function play(start: KeySet, runs: readonly Rotation[], grace: number): number {
  const issuer = new Issuer(start);
  const work = (steps: readonly Signing[]) =>
    steps.forEach(({ instance, seconds, pause }) => {
      issuer.sign(instance, seconds);
      issuer.pass(pause);
    });
  for (const { before, between, after, first, ending } of runs) {
    const second = first === 0 ? 1 : 0;
    work(before);
    const old = issuer.current;
    const next = successor(old, freshKey());
    issuer.load(first, next);
    work(between);
    if (ending === 'rolled back half') {
      issuer.load(first, old);
      continue;
    }
    issuer.load(second, next);
    // Nobody signs with the old key any more: from here on the engine waits for `graceAfterUse`.
    const leftAt = issuer.now;
    work(after);
    if (ending === 'rolled back') {
      issuer.load(first, old);
      issuer.load(second, old);
    } else {
      issuer.pass(Math.max(0, leftAt + grace - issuer.now));
    }
  }
  return issuer.refused;
}

describe('whatever rotates and turns back', () => {
  it('a token that has not expired verifies against what any instance publishes at that moment', () => {
    fc.assert(
      fc.property(rotations, runs => {
        const start = firstKeySet(freshKey(), freshKey());
        expect(play(start, runs, LONGEST_TOKEN)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('so it does when the first key came from elsewhere, and no next one was published', () => {
    fc.assert(
      fc.property(rotations, runs => {
        const legacy = freshKey();
        const start = { keys: [legacy], current: legacy.kid };
        expect(play(start, runs, LONGEST_TOKEN)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('but not when the replaced key goes before the longest token has expired', () => {
    expect(() =>
      fc.assert(
        fc.property(rotations, runs => {
          const start = firstKeySet(freshKey(), freshKey());
          return play(start, runs, 0) === 0;
        }),
        { numRuns: 500 },
      ),
    ).toThrow('Property failed');
  });
});

describe('a successor', () => {
  const first = firstKeySet(freshKey(), freshKey());
  const second = successor(first, freshKey());
  const third = successor(second, freshKey());

  it('uses the key that was published, and publishes a fresh one', () => {
    expect(second.current).toBe(first.next);
    expect(first.keys.map(({ kid }) => kid)).not.toContain(second.next);
  });

  it('keeps the replaced key for one version, without what it signed with', () => {
    expect(second.previous).toBe(first.current);
    const kept = second.keys.filter(({ kid }) => kid === first.current);
    expect(kept.map(isPrivate)).toEqual([false]);
    expect(third.keys.map(({ kid }) => kid)).not.toContain(first.current);
    expect(third.retired).toBe(first.current);
  });

  it('keeps a replaced data key whole, because data must be read with it', () => {
    const [one, next] = [freshKey('oct'), freshKey('oct')];
    const set = successor(firstKeySet(one, next), freshKey('oct'));
    expect(set.keys).toContainEqual(one);
    expect(publishedBy(set)).toEqual([]);
  });

  it('of a set without a next key changes nothing but publishing one', () => {
    const legacy = freshKey();
    const set = successor({ keys: [legacy], current: legacy.kid }, freshKey());
    expect(set.current).toBe(legacy.kid);
    expect(set.keys).toHaveLength(2);
    expect(set.previous).toBeUndefined();
  });

  it('never publishes what signs', () => {
    for (const set of [first, second, third]) {
      expect(publishedBy(set).some(isPrivate)).toBe(false);
      expect(publishedBy(set)).toHaveLength(set.keys.length);
    }
  });
});
