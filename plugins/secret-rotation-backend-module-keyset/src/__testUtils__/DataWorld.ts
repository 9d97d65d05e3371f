import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { keyOf, parseKeySet, type KeySet } from '../keys/KeySet';
import { RefusedRequestError, serve, type Served } from './serve';

const CIPHER = 'aes-256-gcm';
const KEEPS = 30;

interface Sealed {
  readonly kid: string;
  readonly iv: Buffer;
  readonly sealed: Buffer;
  readonly tag: Buffer;
}

interface Work {
  readonly cause: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Two instances of a service that keep encrypted records, and the hook that encrypts them anew, as a real HTTP service.
 * A stand-in for a service of the operator.
 */
export class DataWorld {
  readonly token = randomBytes(16).toString('hex');
  /** Which records nobody could read. */
  readonly failures: string[] = [];
  read = 0;
  /** What the hook was asked, a line each. */
  readonly asked: string[] = [];
  /** The idempotency keys of those requests. */
  readonly keys: Array<string | undefined> = [];
  readonly #sets: Array<KeySet | undefined> = [];
  readonly #done = new Set<string>();
  readonly #begun = new Set<string>();
  #records: Sealed[] = [];
  #server?: Served;

  static async start(): Promise<DataWorld> {
    const world = new DataWorld();
    world.#server = await serve(async ({ method, headers }, body) => {
      world.asked.push(`${method} ${body}`);
      world.keys.push(headers['idempotency-key']?.toString());
      if (headers.authorization !== `Bearer ${world.token}`)
        throw new RefusedRequestError();
      return method === 'POST' ? world.#hook(body) : {};
    });
    return world;
  }

  get url(): string {
    return `${this.#server?.origin}/reencrypt`;
  }

  /** By which keys records are encrypted, and which work the hook has done. */
  get state(): unknown {
    return {
      kids: this.#records.map(({ kid }) => kid),
      done: [...this.#done],
    };
  }

  /** An instance loads what the store has. */
  load(instance: 0 | 1, value: SecretValue): void {
    this.#sets[instance] = parseKeySet(value.reveal('keySet'));
  }

  /** Whether both instances read what the current key of a value encrypts. */
  accepts(value: SecretValue): boolean {
    const set = value.has('keySet')
      ? parseKeySet(value.reveal('keySet'))
      : undefined;
    if (!set) return false;
    const record = seal(set, 'something new');
    return this.#sets.every(
      loaded => loaded && unseal(loaded, record) === 'something new',
    );
  }

  /** Each instance writes a record, and reads every one. */
  async work(rounds = 3): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (const set of this.#sets) {
        if (!set) throw new Error('The service has loaded no key');
        this.#records.push(seal(set, 'a card'));
      }
      this.#records = this.#records.slice(-KEEPS);
      for (const set of this.#sets) {
        for (const record of this.#records) {
          if (set && unseal(set, record) === 'a card') this.read += 1;
          else this.failures.push(record.kid);
        }
      }
      await new Promise(setImmediate);
    }
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }

  /** The work begins with the first request, and is done at the second one. */
  #hook(body: string): { state: 'running' | 'done' } {
    const work = JSON.parse(body) as Work;
    const id = `${work.from}:${work.to}:${work.cause}`;
    if (!this.#begun.has(id)) {
      this.#begun.add(id);
      return { state: 'running' };
    }
    this.#encryptAnew(work);
    this.#done.add(id);
    return { state: 'done' };
  }

  #encryptAnew({ from, to }: Work): void {
    // It learns the keys from the store, as the instances do, and knows every one that any of them has.
    const known = this.#sets.find(set => set && keyOf(set, to));
    this.#records = this.#records.map(record => {
      if (record.kid !== from) return record;
      const text = known && unseal(known, record);
      if (!known || text === undefined) throw new Error('A key is unknown');
      return seal({ ...known, current: to }, text);
    });
  }
}

function seal(set: KeySet, text: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv(CIPHER, bytesOf(set, set.current), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { kid: set.current, iv, sealed, tag: cipher.getAuthTag() };
}

/** @returns `undefined` where the key of a record is unknown */
function unseal(set: KeySet, record: Sealed): string | undefined {
  if (!keyOf(set, record.kid)) return undefined;
  const decipher = createDecipheriv(
    CIPHER,
    bytesOf(set, record.kid),
    record.iv,
  );
  decipher.setAuthTag(record.tag);
  return Buffer.concat([
    decipher.update(record.sealed),
    decipher.final(),
  ]).toString('utf8');
}

function bytesOf(set: KeySet, kid: string): Buffer {
  return Buffer.from(String(keyOf(set, kid)?.k), 'base64url');
}
