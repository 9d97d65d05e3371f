import { explore } from './explore';
import { GUARDS, MUTANTS } from './Guards';

/** `npm run model [-- --json]`: the workflow with two workers, late calls and rollback, every state of it. */
const BOUNDS = { runs: 2, epochs: 3, late: 1 };

const asJson = process.argv.includes('--json');
const say = (line: string) => process.stdout.write(`${line}\n`);

const honest = explore(GUARDS, BOUNDS);
say(
  `${honest.states} states, ${
    honest.found ? `VIOLATION: ${honest.found.what}` : 'no violation'
  }`,
);
for (const line of honest.found?.story ?? []) say(`  ${line}`);

const mutants: Record<string, boolean> = {};
for (const [name, guards] of Object.entries(MUTANTS)) {
  const { states, found } = explore(guards, BOUNDS);
  mutants[name] = found !== undefined;
  say(
    `without ${name}: ${
      found ? `${found.what}, after ${states} states` : 'NOT CAUGHT'
    }`,
  );
  if (found) say(`  ${found.story.join(' > ')}`);
}
const violations = honest.found ? 1 : 0;
if (asJson) say(JSON.stringify({ states: honest.states, violations, mutants }));
process.exitCode =
  violations === 0 && Object.values(mutants).every(Boolean) ? 0 : 1;
