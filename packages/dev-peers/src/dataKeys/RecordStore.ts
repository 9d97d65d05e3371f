/** A record as whoever keeps it sees it: which key it needs, and what nobody reads without that key. @public */
export interface SealedRecord {
  readonly kid: string;
  /** The bytes in base64url: nonce, ciphertext and tag. */
  readonly sealed: string;
}

/** Keeps encrypted records, and no key. @internal */
export class RecordStore {
  readonly #records = new Map<string, SealedRecord>();
  readonly #replaced = new Set<string>();

  get all(): Array<SealedRecord & { readonly id: string }> {
    return [...this.#records].map(([id, record]) => ({ id, ...record }));
  }

  /** Keys that no record needs any more, since the hook was asked about them. */
  get replaced(): string[] {
    return [...this.#replaced];
  }

  /** Writes a record, if it is still under the key that the writer saw. @returns whether it was */
  write(id: string, record: SealedRecord, seen?: string): boolean {
    if (this.#records.get(id)?.kid !== seen) return false;
    this.#records.set(id, record);
    return true;
  }

  /** Whether the services that use the records have encrypted every one anew that was under a key. */
  isFreeOf(kid: string): boolean {
    const isFree = this.all.every(record => record.kid !== kid);
    if (isFree) this.#replaced.add(kid);
    return isFree;
  }
}
