import {
  exchange,
  UnavailableError,
  type AddressGuard,
  type EffectContext,
  type EndpointProbe,
  type PreflightCheck,
  type ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Counterpart } from '../Counterpart';
import { keyOf, type KeySet } from '../keys/KeySet';
import { isPrivate, isSameKey, publishedBy } from '../keys/publicKey';

const published = z.object({ keys: z.array(z.looseObject({})).max(1_000) });

type Published = ReadonlyArray<Readonly<Record<string, unknown>>>;

/** Where a public key set is published. @internal */
export interface JwksAddress {
  readonly origin: string;
  readonly target: string;
}

/** The documents that whoever verifies a token reads: the public keys of an issuer (RFC 7517). @internal */
export class JwksEndpoints implements Counterpart {
  readonly probing = 'logins';
  readonly graceMs: number;
  readonly #addresses: readonly JwksAddress[];
  readonly #guard: AddressGuard;
  readonly #timeoutMs: number;

  constructor(options: {
    addresses: readonly JwksAddress[];
    guard: AddressGuard;
    timeoutMs: number;
    longestTokenMs: number;
  }) {
    this.#addresses = options.addresses;
    this.#guard = options.guard;
    this.#timeoutMs = options.timeoutMs;
    this.graceMs = options.longestTokenMs;
  }

  async preflight(
    current: KeySet | undefined,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const documents = await this.#read(context);
    const silent = documents.findIndex(document => document === undefined);
    if (silent >= 0) {
      throw new UnavailableError(
        `${this.#name(silent)} does not answer with a key set`,
      );
    }
    const wanted = current ? publishedBy(current) : [];
    const retired = current?.retired;
    return documents.flatMap((document = [], index) => [
      wanted.every(key => shows(document, key))
        ? {
            code: 'keyset.published',
            ok: true,
            message: `${this.#name(index)} publishes every key of the version`,
          }
        : {
            code: 'keyset.published',
            ok: false,
            message: `${this.#name(
              index,
            )} does not publish every key of the current version`,
            fix: 'Have every instance of the issuer load the current version and publish the public half of each of its keys',
          },
      retired !== undefined && document.some(({ kid }) => kid === retired)
        ? {
            code: 'keyset.retired',
            ok: false,
            message: `${this.#name(
              index,
            )} still publishes a key that was taken out`,
            fix: 'Have the issuer publish the keys of the current version alone: what signed with that key has expired',
          }
        : {
            code: 'keyset.retired',
            ok: true,
            message: `${this.#name(index)} publishes no key that was taken out`,
          },
      document.some(isPrivate)
        ? {
            code: 'keyset.public-only',
            ok: false,
            message: `${this.#name(index)} publishes a private key`,
            fix: 'Take the document down, have the issuer publish public halves alone, then replace the keys twice: the next key is known too',
          }
        : {
            code: 'keyset.public-only',
            ok: true,
            message: `${this.#name(index)} publishes public keys alone`,
          },
    ]);
  }

  async probe(set: KeySet, context: EffectContext): Promise<EndpointProbe[]> {
    const documents = await this.#read(context);
    return documents.map((document, index) => ({
      endpoint: this.#name(index),
      answer: answerOf(document, set),
    }));
  }

  /** Nothing is to be done: what verifiers may trust is what the issuer loads from the store. */
  async beforeUse(): Promise<void> {}

  /** Nothing is to be done: tokens end by themselves, and `graceMs` waits for it. */
  async afterUse(): Promise<void> {}

  #name(index: number): string {
    return `endpoint ${index + 1} of ${this.#addresses.length}`;
  }

  /** What each endpoint publishes; `undefined` where it cannot be told. */
  async #read({
    signal,
  }: EffectContext): Promise<Array<Published | undefined>> {
    return Promise.all(
      this.#addresses.map(async ({ origin, target }) => {
        const result = await exchange(
          origin,
          {
            method: 'GET',
            target,
            headers: { accept: 'application/json', 'user-agent': 'keyturn' },
          },
          {
            guard: this.#guard,
            timeoutMs: this.#timeoutMs,
            signal,
          },
        );
        if (result.kind !== 'answered' || result.status !== 200)
          return undefined;
        const read = published.safeParse(result.json);
        return read.success ? read.data.keys : undefined;
      }),
    );
  }
}

function shows(
  document: Published,
  key: Readonly<Record<string, unknown>>,
): boolean {
  return document.some(each => each.kid === key.kid && isSameKey(each, key));
}

function answerOf(document: Published | undefined, set: KeySet): ProbeAnswer {
  const current = keyOf(set, set.current);
  if (!document || !current) return 'unknown';
  if (shows(document, current)) return 'accepted';
  // Before its first version an issuer has nothing to publish, and there is no token that could be refused.
  const isFirst = set.previous === undefined && document.length === 0;
  return isFirst ? 'accepted' : 'rejected';
}
