import { appendFileSync } from 'node:fs';

/** Prints what the demo shows, with the time since its start, and keeps a copy to be searched for values. @internal */
export class Narrator {
  readonly #began = performance.now();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** A line with its time. */
  tell(text: string): void {
    const seconds = (performance.now() - this.#began) / 1000;
    this.line(`${seconds.toFixed(1).padStart(6)} s  ${text}`);
  }

  /** A line that belongs to the one before. */
  detail(text: string): void {
    this.line(`${' '.repeat(10)}  ${text}`);
  }

  /** A line as it is. */
  line(text: string): void {
    appendFileSync(this.#file, `${text}\n`, { mode: 0o600 });
    process.stdout.write(`${text}\n`);
  }
}
