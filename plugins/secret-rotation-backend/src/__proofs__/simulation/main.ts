import { parseArgs } from 'node:util';
import { GUARDS, MUTANTS, type Guards } from '../guards';
import { replay, simulate } from './simulate';

/** How many stories of violations are printed in full. */
const STORIES = 3;

/**
 * `npm run simulate -- [--seeds 5000] [--from 1] [--json]` plays that many worlds, then looks for a world that goes
 * wrong without each of the guards. `--seed 1234 [--without "target fence"]` plays one and tells its story.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '5000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      without: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.seed !== undefined) {
    const guards = guardsWithout(values.without);
    await tell(numberOf('--seed', values.seed), guards);
    return;
  }
  if (values.without !== undefined)
    throw new Error('--without goes with --seed');
  const range = {
    from: numberOf('--from', values.from),
    seeds: numberOf('--seeds', values.seeds),
  };
  const violations = await playAll(range);
  const mutants = await hunt(range);
  if (values.json)
    say(JSON.stringify({ seeds: range.seeds, violations, mutants }));
  if (violations > 0 || !Object.values(mutants).every(Boolean))
    process.exitCode = 1;
}

/** Plays one world and tells its story. */
async function tell(seed: number, guards: Guards): Promise<void> {
  const { story, violation } = await replay(seed, guards);
  say(...story);
  say(violation === undefined ? 'no violation' : `violation: ${violation}`);
  if (violation !== undefined) process.exitCode = 1;
}

/** Plays every world of a range with all guards. @returns in how many something was that must never be */
async function playAll(range: {
  from: number;
  seeds: number;
}): Promise<number> {
  const began = { at: performance.now(), cpu: process.cpuUsage() };
  const { runs, events, violations } = await simulate({
    ...range,
    guards: GUARDS,
  });
  const seconds = (performance.now() - began.at) / 1000;
  const { user, system } = process.cpuUsage(began.cpu);
  const perMinute = (spent: number) => Math.round((range.seeds / spent) * 60);
  say(
    `${range.seeds} worlds, ${runs} runs, ${events} events, ${violations.length} violations; ` +
      `${perMinute(seconds)} worlds a minute, ${perMinute(
        (user + system) / 1e6,
      )} of them in a minute of one processor`,
  );
  for (const { seed, violation } of violations)
    say(`seed ${seed}: ${violation} (npm run simulate -- --seed ${seed})`);
  for (const { seed } of violations.slice(0, STORIES)) {
    say(`--- seed ${seed}`);
    await tell(seed, GUARDS);
  }
  return violations.length;
}

/** Switches off one guard after the other until a world goes wrong. */
async function hunt(range: {
  from: number;
  seeds: number;
}): Promise<Record<string, boolean>> {
  const mutants: Record<string, boolean> = {};
  for (const [name, guards] of Object.entries(MUTANTS)) {
    const { seeds, violations } = await simulate({
      ...range,
      guards,
      untilFound: true,
    });
    const [found] = violations;
    mutants[name] = found !== undefined;
    say(
      found
        ? `without ${name}: ${found.violation}, in world ${seeds} ` +
            `(npm run simulate -- --seed ${found.seed} --without "${name}")`
        : `without ${name}: NOT FOUND in ${seeds} worlds`,
    );
  }
  return mutants;
}

function guardsWithout(name: string | undefined): Guards {
  if (name === undefined) return GUARDS;
  const guards = MUTANTS[name];
  if (!guards) {
    const known = Object.keys(MUTANTS).join(', ');
    throw new Error(`--without takes one of: ${known}`);
  }
  return guards;
}

function numberOf(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${option} takes a whole number`);
  return Number(text);
}

function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
