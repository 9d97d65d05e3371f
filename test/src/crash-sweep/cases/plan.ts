import fc from 'fast-check';
import type { Failpoints, Strategy, TargetTraits } from '../strategies';
import { journeysOf, type Case, type JourneyName } from './Case';

/** How many pairs a full sweep tries at least, over all strategies. */
export const PAIRS = 50;

/** How many pairs it tries with a rotator of which only the rotator's own failpoints are swept. */
const PAIRS_OF_A_ROTATOR = 2;

/** What an undisturbed run of a journey passed, in order. */
export interface Recording {
  readonly strategy: string;
  readonly journey: JourneyName;
  readonly failpoints: Failpoints;
  readonly hits: readonly string[];
}

/** Where the work is of which a run consists; other tasks run beside it. */
const OF_A_RUN = /^(forward\.|rollback\.|start\/|claim\/|decision\/)/;
/** What only the way back has; the rest is the same as in a rotation. */
const OF_THE_WAY_BACK = /^(rollback\.|decision\/)/;

/** Round every write to the store, and round the commits that tell of one. */
const OF_THE_STORE =
  /\/(before|after):effect:store\.(stage|promote|restore|discardStaged|destroy)$|^(forward|rollback)\.(stage|promote|destroy)\/(before|after):commit$/;

/** Round every write to the target, and round the commits that tell of one. What was issued is kept by stage. */
const OF_THE_ROTATOR =
  /\/(before|after):effect:rotator\.(issue|activate|revoke)$|\/(before|after):effect:store\.stage$|^(forward|rollback)\.(stage|activate|revoke)\/(before|after):commit$/;

const WITHIN: Readonly<Record<Failpoints, RegExp>> = {
  all: /^/,
  store: OF_THE_STORE,
  rotator: OF_THE_ROTATOR,
};

/** The part of a recording that is swept. */
export function recordingWithin(
  failpoints: Failpoints,
  { strategy, journey, hits }: Omit<Recording, 'failpoints'>,
): Recording {
  const within = hits.filter(hit => WITHIN[failpoints].test(hit));
  return { strategy, journey, failpoints, hits: within };
}

/** Every failpoint of a journey, each once, in the order in which they are first passed. */
function failpointsOf({ journey, hits }: Recording): string[] {
  const wanted = journey === 'rollback' ? OF_THE_WAY_BACK : OF_A_RUN;
  return [...new Set(hits)].filter(hit => wanted.test(hit));
}

/** One case for each failpoint of a journey. */
export function singleKills(recording: Recording): Case[] {
  const { strategy, journey } = recording;
  return failpointsOf(recording).map(failpoint => ({
    strategy,
    journey,
    kills: [failpoint],
  }));
}

/**
 * Random pairs of kills in one run. The second is of a later step than the first, or the first again where it comes
 * before something that must then be done again: only these are sure to be passed.
 */
export function randomPairs(
  recordings: readonly Recording[],
  count: number,
  seed: number,
): Case[] {
  const all = recordings.flatMap(recording => {
    const { strategy, journey } = recording;
    return pairsIn(recording).map(kills => ({ strategy, journey, kills }));
  });
  const length = Math.min(count, all.length);
  const [chosen] = fc.sample(
    fc.shuffledSubarray(all, { minLength: length, maxLength: length }),
    { seed, numRuns: 1 },
  );
  return chosen;
}

/** The pairs of a full sweep: a few with each rotator that is swept in part, the others over all other strategies. */
export function pairsOfKills(
  recordings: readonly Recording[],
  seed: number,
): Case[] {
  const isPart = ({ failpoints }: Recording) => failpoints === 'rotator';
  const byRotator = new Map<string, Recording[]>();
  for (const each of recordings.filter(isPart)) {
    const others = byRotator.get(each.strategy) ?? [];
    byRotator.set(each.strategy, [...others, each]);
  }
  return [
    ...randomPairs(
      recordings.filter(each => !isPart(each)),
      PAIRS,
      seed,
    ),
    ...[...byRotator.values()].flatMap(each =>
      randomPairs(each, PAIRS_OF_A_ROTATOR, seed),
    ),
  ];
}

function pairsIn({ hits }: Recording): Array<[string, string]> {
  const passed = hits.filter(hit => OF_A_RUN.test(hit));
  const names = [...new Set(passed)];
  return names.flatMap(first => {
    const after = passed.slice(passed.indexOf(first) + 1);
    const later = names.filter(
      second => after.includes(second) && placeOf(second) !== placeOf(first),
    );
    const again = isDoneAgain(first) ? [first] : [];
    return [...later, ...again].map((second): [string, string] => [
      first,
      second,
    ]);
  });
}

/** Before an effect nothing of it was committed, so whoever takes the run over comes by again. */
function isDoneAgain(failpoint: string): boolean {
  return failpoint.includes('/before:effect:');
}

function placeOf(failpoint: string): string {
  return failpoint.slice(0, failpoint.indexOf('/'));
}

/** The kills that matter most: round every write outside, round the commits between them, on the way back, and twice. */
const QUICK: ReadonlyArray<
  Pick<Case, 'journey' | 'kills'> & {
    /** Only where the value is made so: what is issued is staged by activate. */
    readonly issues?: TargetTraits['issues'];
    /** What makes a sort of rotator another one than the others. */
    readonly ofSort?: true;
  }
> = [
  {
    journey: 'rotate',
    kills: ['forward.stage/after:effect:store.stage'],
    issues: 'chosen',
  },
  {
    journey: 'rotate',
    kills: ['forward.activate/after:effect:rotator.issue'],
    issues: 'issued',
    ofSort: true,
  },
  {
    journey: 'rotate',
    kills: ['forward.activate/after:effect:store.stage'],
    issues: 'issued',
  },
  { journey: 'rotate', kills: ['forward.activate/after:commit'] },
  {
    journey: 'rotate',
    kills: ['forward.activate/after:effect:rotator.activate'],
    ofSort: true,
  },
  { journey: 'rotate', kills: ['forward.promote/before:effect:store.promote'] },
  { journey: 'rotate', kills: ['forward.promote/after:effect:store.promote'] },
  { journey: 'rotate', kills: ['forward.reload/after:effect:consumer.reload'] },
  { journey: 'rotate', kills: ['forward.revoke/before:commit'] },
  { journey: 'rotate', kills: ['forward.revoke/after:effect:rotator.revoke'] },
  { journey: 'rotate', kills: ['forward.destroy/after:effect:store.destroy'] },
  {
    journey: 'rollback',
    kills: ['rollback.promote/after:effect:store.restore'],
  },
  {
    journey: 'rotate',
    kills: [
      'forward.activate/after:effect:rotator.activate',
      'forward.revoke/before:effect:rotator.revoke',
    ],
  },
];

/**
 * The quick subset: dealt out over the strategies that are swept everywhere, and for each other its part of it; of a
 * rotator's part only what makes its sort another one, unless it is asked for.
 */
export function quickCases(
  strategies: readonly Strategy[],
  isAskedFor = false,
): Case[] {
  const isWhole = ({ failpoints }: Strategy) => failpoints === 'all';
  const whole = strategies.filter(isWhole);
  const parts = strategies.filter(each => !isWhole(each));
  const dealt = whole.length === 0 ? [] : QUICK;
  const pairs = [
    ...dealt.map((each, index) => ({
      ...each,
      strategy: whole[index % whole.length],
    })),
    ...parts.flatMap(strategy =>
      QUICK.filter(
        ({ kills, ofSort }) =>
          kills.every(kill => WITHIN[strategy.failpoints].test(kill)) &&
          (strategy.failpoints !== 'rotator' || isAskedFor || ofSort),
      ).map(each => ({ ...each, strategy })),
    ),
  ];
  return pairs
    .filter(
      ({ strategy: { target }, journey, issues }) =>
        journeysOf(target.traits).includes(journey) &&
        (issues ?? target.traits.issues) === target.traits.issues,
    )
    .map(({ strategy, journey, kills }) => ({
      strategy: strategy.name,
      journey,
      kills,
    }));
}
