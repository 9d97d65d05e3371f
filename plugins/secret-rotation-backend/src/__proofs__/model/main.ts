import { parseArgs } from 'node:util';
import { MODEL_GUARDS, MODEL_MUTANTS } from './guards';
import { SEARCHES } from './bounds';
import { explore, type Exploration } from './explore';

/** `npm run model [-- --json]`: the workflow with one and two workers, late calls and rollback, every state of it. */
function main(): void {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
  });
  let states = 0;
  let violations = 0;
  for (const [name, bounds] of Object.entries(SEARCHES)) {
    const explored = explore(MODEL_GUARDS, bounds);
    states += explored.states;
    say(
      `${name}: ${explored.states} states, ${
        explored.found?.what ?? 'no violation'
      }`,
    );
    if (explored.found) violations += 1;
    for (const line of explored.found?.story ?? []) say(`  ${line}`);
  }
  const mutants: Record<string, boolean> = {};
  for (const [name, guards] of Object.entries(MODEL_MUTANTS)) {
    const found = firstViolation(bounds => explore(guards, bounds));
    mutants[name] = found !== undefined;
    say(`without ${name}: ${found?.what ?? 'NOT FOUND'}`);
    if (found) say(`  ${found.story.join(' > ')}`);
  }
  if (values.json) say(JSON.stringify({ states, violations, mutants }));
  if (violations > 0 || !Object.values(mutants).every(Boolean))
    process.exitCode = 1;
}

function firstViolation(
  search: (bounds: (typeof SEARCHES)[string]) => Exploration,
): Exploration['found'] {
  for (const bounds of Object.values(SEARCHES)) {
    const { found } = search(bounds);
    if (found) return found;
  }
  return undefined;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main();
