import { setTimeout as delay } from 'node:timers/promises';
import type { AttestedUse } from './attestation/createAttestationHandler';
import { LoadFailures, type LoadFailure } from './LoadFailures';
import { SecretUnusableError, type SecretContent } from './SecretContent';
import type { SecretSource } from './sources/SecretSource';
import { withinTime } from './withinTime';

/** A secret that a service uses, and what it makes of it. @public */
export interface SecretUse<T> {
  /** The path in the store, as Keyturn knows it, without the mount. */
  path: string;
  /** Where it is read. */
  source: SecretSource;
  /**
   * Makes what the service works with, such as a pool of connections, and tries it. When it throws, the old one stays,
   * and it is tried again at the next look.
   */
  load(content: SecretContent): T | Promise<T>;
  /** Lets the old one finish and closes it. Until it is done, both versions count as in use. */
  release?(old: T): void | Promise<void>;
  /** The field that proves the version, if it is neither `password` nor `value`: see docs/attestation.md. */
  proof?: string;
  /** How long a read, and how long a load, may take, in milliseconds. Default: 30000. */
  timeoutMs?: number;
}

interface Held<T> extends AttestedUse {
  readonly content: SecretContent;
  readonly resource: T;
}

const TIMEOUT_MS = 30_000;
const TRIES = 8;
const FIRST_WAIT_MS = 250;

/** One secret in use, moved from version to version without a moment in which none works. @public */
export class UsedSecret<T> {
  readonly #use: SecretUse<T>;
  readonly #failures: LoadFailures;
  readonly #draining = new Set<Held<T>>();
  readonly #stop = new AbortController();
  #held?: Held<T>;
  #turn: Promise<void> = Promise.resolve();
  #queued?: Promise<void>;

  /** @internal */
  constructor(use: SecretUse<T>, failed: (failure: LoadFailure) => void) {
    this.#use = use;
    this.#failures = new LoadFailures(use.path, failed);
  }

  /**
   * What `load` made of the version in use.
   * @throws SecretUnusableError after it was closed
   */
  get current(): T {
    if (!this.#held) throw new SecretUnusableError('The secret is not in use');
    return this.#held.resource;
  }

  /** The store's id of the version in use, if the source names it. */
  get version(): string | undefined {
    return this.#held?.version;
  }

  /** Everything in use now: the old version too, until it is released. @internal */
  get inUse(): AttestedUse[] {
    return [...(this.#held ? [this.#held] : []), ...this.#draining];
  }

  /** Loads for the first time, then watches. Fails when that does not work. @internal */
  async start(): Promise<this> {
    const content = await this.#read();
    this.#held = this.#hold(content, await this.#load(content));
    const stop = this.#use.source.watch?.(() => this.refresh());
    if (stop) this.#stop.signal.addEventListener('abort', stop);
    return this;
  }

  /** Looks now and moves to what is there, if it is another version that works. Never throws: see `onFailure`. */
  refresh(): Promise<void> {
    // One look may run and one may wait: whoever asks meanwhile is served by the one that waits.
    this.#queued ??= this.#turn.then(() => {
      this.#queued = undefined;
      return this.#look();
    });
    this.#turn = this.#queued;
    return this.#queued;
  }

  /** Looks until the named version is in use, for a while: a mounted file follows the store later. @internal */
  async follow(version: string): Promise<void> {
    let wait = FIRST_WAIT_MS;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      await this.refresh();
      const isUnnamed = this.#held && this.#held.version === undefined;
      if (this.version === version || isUnnamed || this.#isClosed) return;
      // An abort is no failure: the loop ends then.
      await delay(wait, undefined, {
        ref: false,
        signal: this.#stop.signal,
      }).catch(() => undefined);
      wait *= 2;
    }
  }

  /** Ends the watch and releases what is in use. A repeat is harmless. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#turn;
    const last = this.#held;
    this.#held = undefined;
    if (last) await this.#release(last);
  }

  get #isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  async #look(): Promise<void> {
    if (this.#isClosed) return;
    let during: LoadFailure['during'] = 'read';
    try {
      const content = await this.#read();
      if (!this.#held || this.#isClosed) return;
      if (content.hasFieldsOf(this.#held.content)) {
        this.#held = { ...this.#held, version: content.version };
      } else {
        during = 'load';
        await this.#swap(content, await this.#load(content));
      }
      this.#failures.end();
    } catch (error) {
      this.#failures.report(during, error);
    }
  }

  async #swap(content: SecretContent, resource: T): Promise<void> {
    if (this.#isClosed) {
      await this.#discard(resource);
      return;
    }
    const old = this.#held;
    this.#held = this.#hold(content, resource);
    // The next look does not wait until the old one has finished.
    if (old) this.#release(old);
  }

  async #release(old: Held<T>): Promise<void> {
    this.#draining.add(old);
    await this.#discard(old.resource);
    this.#draining.delete(old);
  }

  async #discard(resource: T): Promise<void> {
    try {
      await this.#use.release?.(resource);
    } catch (error) {
      this.#failures.report('release', error);
    }
  }

  #hold(content: SecretContent, resource: T): Held<T> {
    const { path, proof } = this.#use;
    const field = proof ?? proofOf(content);
    const prove = (nonce: string) => content.prove(field, nonce);
    const { version } = content;
    return { path, version, since: new Date(), prove, content, resource };
  }

  #read(): Promise<SecretContent> {
    const { source, timeoutMs = TIMEOUT_MS } = this.#use;
    return withinTime(source.read(), timeoutMs);
  }

  async #load(content: SecretContent): Promise<T> {
    const { load, proof, timeoutMs = TIMEOUT_MS } = this.#use;
    content.field(proof ?? proofOf(content));
    return withinTime(
      Promise.resolve(load(content)),
      timeoutMs,
      // What comes too late is used by nobody.
      late => this.#discard(late),
    );
  }
}

function proofOf(content: SecretContent): string {
  return content.names.includes('password') ? 'password' : 'value';
}
