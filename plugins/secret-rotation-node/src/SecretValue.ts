import { inspect } from 'node:util';

/** One named part of a secret's value. @public */
export interface SecretField {
  /** The text itself. */
  readonly value: string;
  /** Whether it must never be shown. A user name is not secret, a password is. */
  readonly secret: boolean;
}

const MASK = '[secret]';

/** The field of a value that is one plain text. @public */
export const PLAIN_FIELD = 'value';

/**
 * The value of one version: a set of named fields, each public or secret. A plain text is the secret field `value`.
 *
 * It prints `[secret]` in every serialisation (`String`, `JSON`, `util.inspect`, template literals). The text of a
 * secret field comes out through {@link SecretValue.reveal} alone, so that every place which handles one can be found.
 * @public
 */
export class SecretValue {
  readonly #fields: ReadonlyMap<string, SecretField>;

  private constructor(fields: ReadonlyMap<string, SecretField>) {
    this.#fields = fields;
  }

  /**
   * A value of several fields.
   * @throws Error when there is no field, or no secret one.
   */
  static of(fields: Record<string, SecretField>): SecretValue {
    const map = new Map(Object.entries(fields).map(([k, f]) => [k, { ...f }]));
    if (![...map.values()].some(field => field.secret)) {
      throw new Error('A secret value needs at least one secret field');
    }
    return new SecretValue(map);
  }

  /**
   * A value of these fields, and of every other one that `current` has, as it is there.
   * @throws Error when there is no secret field
   */
  static keeping(
    current: SecretValue | undefined,
    fields: Record<string, SecretField>,
  ): SecretValue {
    return SecretValue.of({
      ...Object.fromEntries(current ? current.#fields : []),
      ...fields,
    });
  }

  /** A value that is one plain text, in the secret field `value`. */
  static text(value: string): SecretValue {
    return SecretValue.of({ [PLAIN_FIELD]: { value, secret: true } });
  }

  /** The names of all fields, in their order. */
  get fieldNames(): string[] {
    return [...this.#fields.keys()];
  }

  /** The names of the secret fields, in their order. */
  get secretFieldNames(): string[] {
    return this.fieldNames.filter(name => this.#fields.get(name)?.secret);
  }

  /** Whether a field exists. */
  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** The text of a public field; `undefined` when there is none of that name, also when the field is secret. */
  public(name: string): string | undefined {
    const field = this.#fields.get(name);
    return field && !field.secret ? field.value : undefined;
  }

  /**
   * The text of a field. The only way to a secret text.
   * @throws Error when there is no field of that name; the message names the field, never a value.
   */
  reveal(name: string): string {
    const field = this.#fields.get(name);
    if (!field) {
      throw new Error(
        `The secret has no field "${name}", only ${this.fieldNames.join(', ')}`,
      );
    }
    return field.value;
  }

  /** Whether two values have the same fields with the same texts. */
  equals(other: SecretValue): boolean {
    return (
      this.#fields.size === other.#fields.size &&
      [...this.#fields].every(
        ([name, field]) =>
          other.#fields.has(name) && other.reveal(name) === field.value,
      )
    );
  }

  /** `[secret]`. */
  toString(): string {
    return MASK;
  }

  /** `[secret]`. */
  toJSON(): string {
    return MASK;
  }

  /** `[secret]`. */
  [Symbol.toPrimitive](): string {
    return MASK;
  }

  /** `[secret]`. */
  [inspect.custom](): string {
    return MASK;
  }
}
