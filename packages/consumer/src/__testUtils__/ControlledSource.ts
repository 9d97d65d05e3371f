import { SecretContent } from '../SecretContent';
import type { SecretSource } from '../sources/SecretSource';

/** A source that a test turns by hand. */
export class ControlledSource implements SecretSource {
  isWatched = false;
  reads = 0;
  #next: () => Promise<SecretContent> = async () => this.#content;
  #content: SecretContent;
  #changed = () => {};

  constructor(version: string | undefined, password: string) {
    this.#content = new SecretContent({ password }, version);
  }

  read(): Promise<SecretContent> {
    this.reads += 1;
    return this.#next();
  }

  watch(changed: () => void): () => void {
    this.isWatched = true;
    this.#changed = changed;
    return () => {
      this.isWatched = false;
    };
  }

  /** Puts another version there and says so. */
  put(version: string | undefined, password: string): void {
    this.#content = new SecretContent({ password }, version);
    this.#next = async () => this.#content;
    this.#changed();
  }

  /** Answers nothing any more. */
  hang(): void {
    this.#next = () => new Promise(() => {});
  }

  fail(error: Error): void {
    this.#next = () => Promise.reject(error);
  }
}
