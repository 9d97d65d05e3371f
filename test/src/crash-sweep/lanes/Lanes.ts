import { nameOf, type Case, type CaseResult } from '../cases/Case';
import { startLane, type Lane } from './startLane';

/** How often a case is tried whose failpoint was not passed. */
const TRIES = 2;

/** Runs cases in several lanes at once. */
export class Lanes {
  readonly #parallel: number;
  readonly #onResult: (result: CaseResult) => void;
  readonly #lanes = new Set<Lane>();
  #isStopped = false;

  /** @param onResult - told of each case when it is over */
  constructor(parallel: number, onResult: (result: CaseResult) => void) {
    this.#parallel = parallel;
    this.#onResult = onResult;
  }

  /** Runs every case; those of one strategy follow each other in one lane as far as that keeps all lanes busy. */
  async runAll(cases: readonly Case[]): Promise<CaseResult[]> {
    const queues = queuesOf(cases);
    const results: CaseResult[] = [];
    const work = async () => {
      const lane = startLane();
      this.#lanes.add(lane);
      let queue: Case[] | undefined;
      let inHand: Case | undefined;
      while (!this.#isStopped) {
        if (!queue?.length) queue = takeQueue(queues);
        inHand = queue?.shift();
        if (!inHand) break;
        const result = await tried(lane, inHand);
        // Its world was ended under it: that says nothing about the case.
        if (this.#isStopped) break;
        results.push(result);
        this.#onResult(result);
      }
      await lane.stop();
      this.#lanes.delete(lane);
    };
    await Promise.all(
      Array.from({ length: Math.min(this.#parallel, cases.length) }, work),
    );
    return results;
  }

  /** Ends all worlds. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#lanes].map(lane => lane.stop()));
  }
}

interface Queue {
  readonly cases: Case[];
  lanes: number;
}

function queuesOf(cases: readonly Case[]): Queue[] {
  const strategies = [...new Set(cases.map(({ strategy }) => strategy))];
  return strategies.map(strategy => ({
    cases: cases.filter(each => each.strategy === strategy),
    lanes: 0,
  }));
}

/** The queue that has most left for each lane that works on it. */
function takeQueue(queues: readonly Queue[]): Case[] | undefined {
  const share = ({ cases, lanes }: Queue) => cases.length / (lanes + 1);
  const [first] = queues
    .filter(({ cases }) => cases.length > 0)
    .sort((a, b) => share(b) - share(a));
  if (first) first.lanes += 1;
  return first?.cases;
}

/**
 * A failpoint that is not passed is an error and no success. It is tried again when nothing else was wrong, because a
 * slow answer may have bent the way; a violation stands at once.
 */
async function tried(lane: Lane, kase: Case): Promise<CaseResult> {
  for (let tries = 1; ; tries += 1) {
    const result = await lane.run(kase).catch(error => broken(kase, error));
    const isWhole = result.killed === kase.kills.length;
    if (isWhole || result.violations.length > 0) return result;
    if (tries === TRIES) {
      return { ...result, violations: ['a failpoint was never passed'] };
    }
    process.stdout.write(`again: ${nameOf(kase)}\n`);
  }
}

function broken(kase: Case, error: unknown): CaseResult {
  const reason = error instanceof Error ? error.message : 'unknown failure';
  return {
    ...kase,
    outcome: reason,
    killed: 0,
    commits: 0,
    recoveries: [],
    violations: [reason],
    failedQueries: 0,
    hits: [],
    seconds: 0,
  };
}
