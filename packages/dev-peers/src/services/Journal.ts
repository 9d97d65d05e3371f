import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from './settings';

/** One line of a journal. Codes and ids only: no text of an error, no value. @internal */
export type JournalLine =
  | { kind: 'start'; service: ServiceName; instance: string }
  | {
      kind: 'queries';
      served: number;
      failed: number;
      failures: Record<string, number>;
    }
  | { kind: 'told'; version: string }
  | { kind: 'uses'; version: string }
  | { kind: 'load-failed'; code: string }
  | { kind: 'connection-lost'; code: string }
  | { kind: 'stop' };

const FLUSH_MS = 200;

/**
 * What one service process did, appended to a file of its own. Lines wait in memory for at most 200 ms, so a killed
 * process loses no more than that.
 * @internal
 */
export class Journal {
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];
  #served = 0;
  #failures: Record<string, number> = {};

  constructor(dir: string, service: ServiceName, instance: string) {
    mkdirSync(dir, { recursive: true });
    this.#file = join(dir, `${instance}.${process.pid}.jsonl`);
    this.#timer = setInterval(() => this.flush(), FLUSH_MS).unref();
    this.record({ kind: 'start', service, instance });
    this.flush();
  }

  /** Counts a query that was answered. */
  served() {
    this.#served += 1;
  }

  /** Counts a query that failed. A retry is a new query, so it hides nothing. */
  failed(error: unknown) {
    const code = codeOf(error);
    this.#failures[code] = (this.#failures[code] ?? 0) + 1;
  }

  /** Adds a line. */
  record(line: JournalLine) {
    this.#lines.push(
      `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`,
    );
  }

  /** Writes what is waiting. */
  flush() {
    const failed = Object.values(this.#failures).reduce((a, b) => a + b, 0);
    if (this.#served + failed > 0) {
      this.record({
        kind: 'queries',
        served: this.#served,
        failed,
        failures: this.#failures,
      });
      this.#served = 0;
      this.#failures = {};
    }
    if (this.#lines.length > 0) {
      appendFileSync(this.#file, this.#lines.join(''));
      this.#lines = [];
    }
  }

  /** Writes the rest. */
  close() {
    clearInterval(this.#timer);
    this.record({ kind: 'stop' });
    this.flush();
  }
}

/** The code of an error, such as `28P01` or `ECONNREFUSED`; its text may hold anything and is dropped. @internal */
export function codeOf(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code)
    ? code
    : 'no-code';
}
