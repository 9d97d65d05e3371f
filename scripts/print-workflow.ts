/**
 * Prints the workflow's transition table from the code. `--write` puts it into docs/architecture.md between its
 * markers, `--check` fails when the one there is stale.
 */
import {
  following,
  mayCancel,
  mayRollBack,
  needsIntent,
  PATHS,
} from '../plugins/secret-rotation-backend/src/workflow/position';
import { deliver } from './generatedPart';

/** A run that has a version to go back to. */
const ROTATION = {
  kind: 'rotate',
  cause: 'routine',
  pins: { plan: { oldVersion: 1 } },
} as const;

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

deliver(
  {
    page: 'docs/architecture.md',
    script: 'print:workflow',
    text: `${tableOf('forward')}\n\n${tableOf('rollback')}\n`,
  },
  process.argv[2],
);
