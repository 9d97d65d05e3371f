/**
 * Prints the workflow's transition table from the code. `--write` puts it into docs/architecture.md between its
 * markers, `--check` fails when the one there is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  following,
  mayCancel,
  mayRollBack,
  needsIntent,
  PATHS,
} from '../plugins/secret-rotation-backend/src/workflow/position';

const PAGE = join(__dirname, '../docs/architecture.md');
const BEGIN = '<!-- begin: npm run print:workflow -- --write -->';
const END = '<!-- end -->';

/** A run that has a version to go back to. */
const ROTATION = { kind: 'rotate', pins: { plan: { oldVersion: 1 } } } as const;

function tableOf(direction: keyof typeof PATHS): string {
  const rows = PATHS[direction].map(step => {
    const at = { ...ROTATION, direction, step, wave: 1 };
    const next = following(at, 1);
    const cells = [
      step,
      next === 'end'
        ? 'closed'
        : next.step +
          (step === 'monitor' ? ', or reload of the next wave' : ''),
      needsIntent(step) ? 'yes' : '',
      mayCancel(at) ? 'yes' : '',
      mayRollBack(at) ? 'yes' : '',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `| ${direction} | next | intent committed first | may cancel | may roll back |`,
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function between(page: string): { from: number; to: number } {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has lost its markers`);
  return { from: from + BEGIN.length, to };
}

const tables = `${tableOf('forward')}\n\n${tableOf('rollback')}\n`;
const option = process.argv[2];
if (option === '--write' || option === '--check') {
  const page = readFileSync(PAGE, 'utf8');
  const { from, to } = between(page);
  const fresh = `${page.slice(0, from)}\n\n${tables}\n${page.slice(to)}`;
  if (option === '--write') writeFileSync(PAGE, fresh);
  else if (fresh !== page) {
    process.stderr.write(
      'The transition table of docs/architecture.md is stale: run npm run print:workflow -- --write\n',
    );
    process.exitCode = 1;
  }
} else process.stdout.write(tables);
