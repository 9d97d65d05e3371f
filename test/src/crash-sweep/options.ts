import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface SweepOptions {
  /** Only say what can be asked for. */
  readonly help: boolean;
  /** The few kills that matter most. */
  readonly quick: boolean;
  /** The last line is the totals as JSON. */
  readonly json: boolean;
  /** Only cases whose name holds this text. */
  readonly only?: string;
  /** Only strategies whose store's name holds this text, in any case. */
  readonly store?: string;
  /** Only strategies whose target's name holds this text, in any case. */
  readonly target?: string;
  /** How many worlds run at once. */
  readonly parallel: number;
  /** Chooses the pairs. */
  readonly seed: number;
  /** Keeps the results, or goes on with those that it has. */
  readonly journal?: string;
}

/** What `--help` prints. */
export const USAGE = `npm run crash-sweep -- [options]

  --quick          only the kills that matter most, as \`npm test\` does
  --only <text>    only cases whose name holds this text
  --store <text>   only strategies whose store's name holds this text
  --target <text>  only strategies whose target's name holds this text
  --parallel <n>   worlds at once (2)
  --seed <n>       the random pairs of that seed again
  --journal <file> keeps each result there, and goes on where it was ended
  --json           the totals as the last line

docs/crash-sweep.md explains it.`;

/**
 * Reads the command line.
 * @throws Error that names what is wrong
 */
export function readOptions(
  args: readonly string[],
  freshSeed: () => number,
): SweepOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      store: { type: 'string' },
      target: { type: 'string' },
      parallel: { type: 'string', default: '2' },
      seed: { type: 'string' },
      journal: { type: 'string' },
    },
  });
  return {
    help: values.help,
    quick: values.quick,
    json: values.json,
    only: values.only,
    store: values.store,
    target: values.target,
    parallel: wholeNumber('--parallel', values.parallel, 1),
    seed:
      values.seed === undefined
        ? freshSeed()
        : wholeNumber('--seed', values.seed, 0),
    journal: values.journal,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least) {
    throw new Error(`${name} must be a whole number from ${least}`);
  }
  return value;
}
