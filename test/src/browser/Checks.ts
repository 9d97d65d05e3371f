/** Counts what holds and what does not, and says each in a line of its own. */
export class Checks {
  passed = 0;
  failed = 0;

  /** Runs one check; a failure does not end the others, unless the caller cannot go on without it. */
  async check(promise: string, act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      this.passed += 1;
      process.stdout.write(`ok      ${promise}\n`);
      return true;
    } catch (error) {
      this.fail(promise, error);
      return false;
    }
  }

  /** Counts a failure. */
  fail(promise: string, error: unknown): void {
    this.failed += 1;
    const reason = error instanceof Error ? error.message : 'unknown failure';
    process.stdout.write(`FAILED  ${promise}\n        ${reason}\n`);
  }
}

/** @throws Error with the text, unless the condition holds */
export function must(condition: boolean, otherwise: string): void {
  if (!condition) {
    throw new Error(otherwise);
  }
}
