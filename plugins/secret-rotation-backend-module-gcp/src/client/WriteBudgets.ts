import { WriteBudget } from './WriteBudget';

/** One budget for each project: stores of one project share its quota. */
export class WriteBudgets {
  readonly #now: () => number;
  readonly #budgets = new Map<string, WriteBudget>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The first store of a project says how much it is. */
  of(store: { project: string; writesPerMinute: number }): WriteBudget {
    const { project, writesPerMinute } = store;
    const budget =
      this.#budgets.get(project) ?? new WriteBudget(writesPerMinute, this.#now);
    this.#budgets.set(project, budget);
    return budget;
  }
}
