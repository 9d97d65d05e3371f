import {
  accountName,
  type AccountName,
  type CredentialSession,
  type DelegatedRotator,
  type EndpointProbe,
  type ManagedRotation,
  type ManagedStore,
  type PreflightCheck,
  type RunAccounts,
  type SecretValue,
  type StoreDescription,
  type StorePath,
  type StoreVersionId,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { InMemoryStore } from './InMemoryStore';
import { loginOf, type InMemoryTarget, type TwoUsers } from './InMemoryTarget';

/**
 * A secrets manager that rotates by itself, for the engine's tests: a stand-in that sets a password at the in-memory
 * target when it is asked, and keeps the current value alone.
 */
export class InMemoryManager implements ManagedStore {
  readonly destroys = 'erases';
  readonly managedRotation: ManagedRotation;
  /** How often it was asked, and how often it rotated. */
  asked = 0;
  rotations = 0;
  /** Whether it only notes that it was asked: `rotateNow` does it then. */
  isSlow = false;
  /** How many of the next answers are lost after the work was done. */
  lostAnswers = 0;
  readonly #store: InMemoryStore;
  readonly #target: InMemoryTarget;
  readonly #path: string;
  readonly #next: () => string;

  /** @param next - the login whose password its next rotation changes */
  constructor(
    world: { store: InMemoryStore; target: InMemoryTarget; path: string },
    next: () => string,
  ) {
    this.#store = world.store;
    this.#target = world.target;
    this.#path = world.path;
    this.#next = next;
    this.managedRotation = {
      preflight: async () => [
        { code: 'manager', ok: true, message: 'The manager rotates it' },
      ],
      rotate: async ({ expected }) => {
        this.asked += 1;
        if (this.#store.currentOf(this.#path)?.id !== expected) return;
        if (!this.isSlow) this.rotateNow();
        if (this.lostAnswers > 0) {
          this.lostAnswers -= 1;
          throw new UnavailableError('The answer was lost');
        }
      },
    };
  }

  /** Makes a password, sets it and makes it current. */
  rotateNow(): void {
    this.rotations += 1;
    const value = loginOf(this.#next(), `of-the-manager-${this.rotations}`);
    this.#target.passwords.set(
      value.reveal('username'),
      value.reveal('password'),
    );
    this.#store.put(this.#path, value);
  }

  async describe(place: StorePath): Promise<StoreDescription> {
    const { current, versions } = await this.#store.describe(place);
    return { current, versions: versions.filter(({ id }) => id === current) };
  }

  async readVersion(place: {
    path: string;
    version: StoreVersionId;
  }): Promise<SecretValue | undefined> {
    const current = this.#store.currentOf(place.path);
    return current?.id === place.version ? current.value : undefined;
  }
}

/** Watches the in-memory target and changes nothing. */
export class InMemoryWatcher implements DelegatedRotator<TwoUsers> {
  readonly issues = 'delegated';
  readonly usage = 'none';
  readonly overlap: 'dual' | 'single';
  readonly #target: InMemoryTarget;

  constructor(target: InMemoryTarget, overlap: 'dual' | 'single') {
    this.#target = target;
    this.overlap = overlap;
  }

  parseOptions(options: unknown): TwoUsers {
    return this.#target.parseOptions(options);
  }

  accounts(options: TwoUsers): AccountName[] {
    return this.#target.accounts(options);
  }

  chooseAccounts(
    options: TwoUsers,
    current: SecretValue | undefined,
  ): RunAccounts {
    const chosen = this.#target.chooseAccounts(options, current);
    if (this.overlap === 'dual') return chosen;
    return { old: chosen.old, new: chosen.old ?? accountName('payments_a') };
  }

  async preflight(): Promise<PreflightCheck[]> {
    return [];
  }

  async probe(input: { value: SecretValue }): Promise<EndpointProbe[]> {
    return this.#target.probe(input);
  }

  async sessions(): Promise<CredentialSession[]> {
    return [];
  }
}
