import { performance } from 'node:perf_hooks';

/** Calls something off. Repeating it, or calling it off too late, changes nothing. */
export type Cancel = () => void;

/**
 * The time of this process: deadlines of calls, heartbeats, patience. Injected, so that a simulation may let hours pass
 * in a moment. When a run is due is a matter of the ledger's clock, not of this.
 */
export interface Timers {
  /** In ms on a clock that never jumps. */
  now(): number;
  /** Acts once, `ms` from now. */
  after(ms: number, act: () => void): Cancel;
  /** Acts every `ms` from now on. It does not keep the process alive. */
  every(ms: number, act: () => void): Cancel;
}

/** The process's own time. */
export const PROCESS_TIMERS: Timers = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  every(ms, act) {
    const timer = setInterval(act, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
