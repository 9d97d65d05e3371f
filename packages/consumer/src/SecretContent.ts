import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

/** A secret that cannot be taken as it is. Its message holds nothing of the content. @public */
export class SecretUnusableError extends Error {
  readonly code = 'SECRET_UNUSABLE';
  readonly name = 'SecretUnusableError';
}

const VISIBLE = /^[\x21-\x7e]{1,128}$/;

/** One version of a secret. It prints `[secret]`, however it is printed. @public */
export class SecretContent {
  /** The store's id of the version; absent when the source does not name it. */
  readonly version?: string;
  readonly #fields: ReadonlyMap<string, string>;

  /**
   * @param fields - what the secret consists of, by name; a plain text is the field `value`
   * @param version - the store's id of the version, if it is known
   * @throws SecretUnusableError when nothing is in it, or when the version is no id
   */
  constructor(fields: Readonly<Record<string, string>>, version?: string) {
    const entries = Object.entries(fields);
    if (!entries.some(([, text]) => text !== '')) {
      throw new SecretUnusableError('The secret is empty');
    }
    if (version !== undefined && !VISIBLE.test(version)) {
      throw new SecretUnusableError(
        'The version is no id: it has 1 to 128 visible ASCII characters',
      );
    }
    this.#fields = new Map(entries);
    this.version = version;
  }

  /** The names of its fields. */
  get names(): string[] {
    return [...this.#fields.keys()];
  }

  /**
   * The text of one field.
   * @throws SecretUnusableError when there is none
   */
  field(name: string): string {
    const text = this.#fields.get(name);
    if (text === undefined) {
      throw new SecretUnusableError(`The secret has no field ${name}`);
    }
    return text;
  }

  /** Whether the fields are the same; the version's id may differ. */
  hasFieldsOf(other: SecretContent): boolean {
    return timingSafeEqual(this.#digest(), other.#digest());
  }

  /** Proves that the caller holds a field, without showing it: see docs/attestation.md. */
  prove(field: string, nonce: string): string {
    return createHmac('sha256', this.field(field)).update(nonce).digest('hex');
  }

  /** Shows nothing. */
  toString(): string {
    return '[secret]';
  }

  /** Shows nothing. */
  toJSON(): string {
    return '[secret]';
  }

  /** Shows nothing. */
  [inspect.custom](): string {
    return '[secret]';
  }

  #digest(): Buffer {
    const sorted = [...this.#fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash('sha256').update(JSON.stringify(sorted)).digest();
  }
}
