import type { RunRow } from '../../ledger/rows';
import { SimulatedProcess, type Surroundings } from './SimulatedProcess';

/** How long after its time a run is looked for, in ms: the cadence of the local task. */
const TICK_MS = 2_000;

/** The portal's processes: who is killed comes back, and each looks for what is due a little after it is. */
export class Replicas {
  readonly #surroundings: Surroundings;
  /** What is known to be due and when, so that no tick looks in vain. */
  readonly #dueAt = new Map<number, number>();
  #processes: SimulatedProcess[] = [];

  constructor(surroundings: Surroundings, count: number) {
    this.#surroundings = surroundings;
    for (let number = 1; number <= count; number += 1)
      this.#begin(`replica ${number}`);
  }

  /** The ledger says something new of a run. */
  onRun(run: RunRow): void {
    if (run.nextAt === undefined) {
      this.#dueAt.delete(run.id);
      return;
    }
    this.#dueAt.set(run.id, run.nextAt);
    for (const process of this.#processes) this.#tickAt(process, run.nextAt);
  }

  /** All of them go on. */
  wake(): void {
    for (const process of this.#processes) process.stalledUntil = 0;
  }

  #begin(name: string): void {
    const process = new SimulatedProcess(name, this.#surroundings, dead =>
      this.#replace(dead),
    );
    this.#processes.push(process);
    for (const at of this.#dueAt.values()) this.#tickAt(process, at);
  }

  #replace(dead: SimulatedProcess): void {
    const { agenda, random } = this.#surroundings;
    this.#processes = this.#processes.filter(process => process !== dead);
    agenda.add(random.between(500, 60_000), () => {
      this.#surroundings.story.tell(() => `${dead.name} is started again`);
      this.#begin(dead.name);
    });
  }

  #tickAt(process: SimulatedProcess, at: number): void {
    const { agenda, random, story } = this.#surroundings;
    const wait = Math.max(0, at - agenda.now) + random.between(0, TICK_MS);
    agenda.add(
      wait,
      () => {
        const isDue = [...this.#dueAt.values()].some(due => due <= agenda.now);
        if (!isDue) return;
        process.worker.tick().catch(() => {
          story.tell(() => `${process.name}: the tick failed`);
          this.#tickAt(process, agenda.now + TICK_MS);
        });
      },
      process,
    );
  }
}
