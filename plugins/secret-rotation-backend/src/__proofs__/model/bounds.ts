import type { Bounds } from './nextSteps';

/** How far `npm run model` goes, one search after the other: each is wide where another is narrow. */
export const SEARCHES: Readonly<Record<string, Bounds>> = {
  'two workers, one late call, two runs': {
    workers: 2,
    runs: 2,
    epochs: 2,
    late: 1,
    joins: false,
  },
  'two workers that take the run from each other': {
    workers: 2,
    runs: 1,
    epochs: 4,
    late: 1,
    joins: false,
  },
  'one worker that dies again and again': {
    workers: 1,
    runs: 2,
    epochs: 4,
    late: 1,
    joins: false,
  },
  'a consumer that joins': {
    workers: 2,
    runs: 1,
    epochs: 2,
    late: 1,
    joins: true,
  },
};
