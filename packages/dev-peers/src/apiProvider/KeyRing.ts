import { randomBytes } from 'node:crypto';

/** A key as the provider keeps it. @public */
export interface KeptKey {
  readonly id: string;
  readonly account: string;
  readonly label: string;
  readonly key: string;
  readonly createdAt: Date;
  lastUsedAt?: Date;
  isRevoked: boolean;
}

/** How a provider misbehaves, each counted in requests so that tests need no clock. @public */
export interface ProviderTrouble {
  /** Each answer comes this late. */
  delayMs: number;
  /** So many keys are made and answered with 500. */
  failAfterCreating: number;
  /** So many keys are made, and the connection is cut before the answer. */
  cutAfterCreating: number;
  /** So many keys are made twice; the answer names the second one. */
  duplicates: number;
  /** A new key is refused so many times before it works. */
  refuseNew: number;
  /** A new key is missing in so many lists. */
  hideNew: number;
  /** A revoked key goes on working so many times. */
  acceptRevoked: number;
  /** So many requests of any kind are answered with 503. */
  unavailable: number;
}

/** How many keys an account may have where the provider limits that. */
const MAX_KEYS = 5;

const NO_TROUBLE: ProviderTrouble = {
  delayMs: 0,
  failAfterCreating: 0,
  cutAfterCreating: 0,
  duplicates: 0,
  refuseNew: 0,
  hideNew: 0,
  acceptRevoked: 0,
  unavailable: 0,
};

/** The keys of one provider, with its bad days. @public */
export class KeyRing {
  readonly trouble: ProviderTrouble = { ...NO_TROUBLE };
  readonly #keys: KeptKey[] = [];
  readonly #refusals = new Map<string, number>();
  readonly #acceptances = new Map<string, number>();
  readonly #hidden = new Map<string, number>();
  readonly #newText: () => string;
  #nextId = 100;

  /** @param newText - makes the text of a key in the provider's form */
  constructor(newText = () => `key_${randomBytes(24).toString('base64url')}`) {
    this.#newText = newText;
  }

  /** Everything that was ever made, revoked or not. */
  get all(): readonly KeptKey[] {
    return this.#keys;
  }

  /** What is not revoked. */
  valid(account: string): KeptKey[] {
    return this.#keys.filter(key => key.account === account && !key.isRevoked);
  }

  /** What the provider lists now. */
  listed(account: string): KeptKey[] {
    return this.valid(account).filter(({ id }) => !take(this.#hidden, id));
  }

  /** Whether an account may have no more keys. */
  isFull(account: string): boolean {
    return this.valid(account).length >= MAX_KEYS;
  }

  /** Makes a key, or two by mistake. */
  create(account: string, label: string): KeptKey {
    const made = this.make(account, label);
    if (!this.happens('duplicates')) return made;
    return this.make(account, label);
  }

  /** Makes one key, on a good day or not. */
  make(account: string, label: string): KeptKey {
    const id = String(this.#nextId);
    this.#nextId += 1;
    const made: KeptKey = {
      ...{ id, account, label, key: this.#newText() },
      createdAt: new Date(),
      isRevoked: false,
    };
    this.#keys.push(made);
    this.#refusals.set(id, this.trouble.refuseNew);
    this.#hidden.set(id, this.trouble.hideNew);
    return made;
  }

  /** @returns whether there was such a key */
  revoke(account: string, id: string): boolean {
    const found = this.valid(account).find(key => key.id === id);
    if (!found) return false;
    found.isRevoked = true;
    this.#acceptances.set(id, this.trouble.acceptRevoked);
    return true;
  }

  /** The key that this text opens now. */
  use(text: string): KeptKey | undefined {
    const found = this.#keys.find(({ key }) => key === text);
    if (!found) return undefined;
    const isAccepted = found.isRevoked
      ? take(this.#acceptances, found.id)
      : !take(this.#refusals, found.id);
    if (!isAccepted) return undefined;
    found.lastUsedAt = new Date();
    return found;
  }

  /** Whether a trouble that is counted befalls this request. */
  happens(
    what:
      | 'failAfterCreating'
      | 'cutAfterCreating'
      | 'duplicates'
      | 'unavailable',
  ): boolean {
    if (this.trouble[what] === 0) return false;
    this.trouble[what] -= 1;
    return true;
  }
}

/** Counts down. @returns whether there was something left */
function take(counts: Map<string, number>, id: string): boolean {
  const left = counts.get(id) ?? 0;
  counts.set(id, Math.max(left - 1, 0));
  return left > 0;
}
