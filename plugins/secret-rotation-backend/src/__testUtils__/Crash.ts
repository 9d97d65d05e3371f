import type { Failpoints } from '../engine/failpoints';
import { LeaseLostError } from '../ledger/errors';

/** A failpoint that ends the worker once, as a kill would: nothing after it happens, the lease stays. */
export class Crash implements Failpoints {
  armed: string | undefined;
  hits = 0;
  readonly seen = new Set<string>();
  /** Told of every place that is passed, and where the run is, for example `forward.promote`. */
  watch: (name: string, at: string) => void = () => {};
  hit(name: string, at: string): void {
    this.seen.add(name);
    this.watch(name, at);
    if (name !== this.armed) return;
    this.armed = undefined;
    this.hits += 1;
    throw new LeaseLostError(0);
  }
}
