import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';

const MESSAGE = 'order 4711 is paid';

function sign(secret: string): Buffer {
  return createHmac('sha256', secret).update(MESSAGE).digest();
}

/**
 * A webhook and its receivers, written for the tests: a sender signs with `value`, a receiver takes what is signed with
 * one of its fields. Both sides must change.
 */
export class SignedWebhook {
  readonly #taken: readonly string[];
  #loaded: SecretValue;

  /** @param taken - the fields whose text a receiver accepts */
  constructor(loaded: SecretValue, taken: readonly string[]) {
    this.#loaded = loaded;
    this.#taken = taken;
  }

  /** What the receivers keep. */
  get keeps(): readonly string[] {
    return this.#taken
      .flatMap(field => this.#texts(field))
      .map(sign)
      .map(String);
  }

  async load(value: SecretValue): Promise<void> {
    this.#loaded = value;
  }

  /** Whether the receivers take a message of a sender who uses another value. */
  async accept(value: SecretValue): Promise<boolean> {
    if (!value.has('value')) return false;
    const signature = sign(value.reveal('value'));
    return this.#taken
      .flatMap(field => this.#texts(field))
      .some(secret => timingSafeEqual(sign(secret), signature));
  }

  #texts(field: string): string[] {
    return this.#loaded.has(field) ? [this.#loaded.reveal(field)] : [];
  }
}
