import type { Randomness } from './Randomness';

/** How often things go wrong in one world: shares of all calls, or of all commits. */
export interface Mood {
  /** The process is killed, anywhere. */
  readonly crash: number;
  /** The process is stopped, possibly past its lease, and goes on as if nothing had been. */
  readonly stall: number;
  /** The call never arrives and nobody hears of it. */
  readonly lost: number;
  /** The call arrives and its answer does not. */
  readonly unheard: number;
  /** The call arrives long after its caller gave it up. */
  readonly late: number;
  /** The other side answers that it cannot now. */
  readonly refused: number;
  /** The connection to the ledger is cut, before or after the statement was carried out. */
  readonly cut: number;
  /** Somebody or something outside changes. */
  readonly disturbed: number;
}

/** Nothing goes wrong. */
export const CALM: Mood = {
  crash: 0,
  stall: 0,
  lost: 0,
  unheard: 0,
  late: 0,
  refused: 0,
  cut: 0,
  disturbed: 0,
};

/** Each world has troubles of its own: some kinds often, some never, so that rare meetings of two happen too. */
export function drawMood(random: Randomness): Mood {
  const share = (most: number) =>
    random.chance(0.5) ? 0 : random.between(1, most) / 1000;
  return {
    crash: share(20),
    stall: share(20),
    lost: share(30),
    unheard: share(40),
    late: share(40),
    refused: share(40),
    cut: share(20),
    disturbed: share(60),
  };
}
