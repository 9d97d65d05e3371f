import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { nameOf, type Case, type CaseResult } from './Case';

/** What a sweep is made of. Results of another sweep say nothing about it. */
export interface SweepIdentity {
  /** The commit that is swept. */
  readonly commit: string;
  /** Chooses the pairs. */
  readonly seed: number;
}

/**
 * Results that outlive the sweep which found them: a file with a line for each, so that a sweep of an hour that was
 * ended goes on where it was. What was being tried then is tried again.
 */
export class Journal {
  readonly #path: string;
  readonly #results: Map<string, CaseResult>;
  readonly seed: number;

  private constructor(
    path: string,
    seed: number,
    results: readonly CaseResult[],
  ) {
    this.#path = path;
    this.seed = seed;
    this.#results = new Map(results.map(each => [nameOf(each), each]));
  }

  /**
   * Goes on with the file, or begins it when there is none.
   * @throws Error when the file is of another commit
   */
  static open(path: string, { commit, seed }: SweepIdentity): Journal {
    const text = contentOf(path);
    if (text === undefined) {
      writeFileSync(path, `${JSON.stringify({ commit, seed })}\n`);
      return new Journal(path, seed, []);
    }
    // A line that was cut short with its sweep has no end.
    const [head, ...lines] = text.split('\n').slice(0, -1);
    const begun = JSON.parse(head) as SweepIdentity;
    if (begun.commit !== commit) {
      throw new Error(
        `${path} is of commit ${begun.commit}, and this is ${commit}: begin another journal`,
      );
    }
    return new Journal(
      path,
      begun.seed,
      lines.map(line => JSON.parse(line) as CaseResult),
    );
  }

  /** What the case ended with in an earlier part of the sweep. */
  resultOf(kase: Case): CaseResult | undefined {
    return this.#results.get(nameOf(kase));
  }

  /** Keeps what came of a case. */
  add(result: CaseResult): void {
    this.#results.set(nameOf(result), result);
    appendFileSync(this.#path, `${JSON.stringify(result)}\n`);
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
