import type { Clock } from '../ledger/DatabaseClock';

/** A clock that a test moves. */
export class ManualClock implements Clock {
  at = Date.UTC(2026, 10, 22, 12);
  async sync(): Promise<number> {
    return this.at;
  }
  now(): number {
    return this.at;
  }
}
