/** Prints the workflow's transition table from the code, for docs/architecture.md. */
import {
  following,
  mayCancel,
  mayRollBack,
  needsIntent,
  PATHS,
} from '../plugins/secret-rotation-backend/src/workflow/position';

for (const direction of ['forward', 'rollback'] as const) {
  console.log(
    `\n| ${direction} | next | intent committed first | may cancel | may roll back |\n| --- | --- | --- | --- | --- |`,
  );
  for (const step of PATHS[direction]) {
    const at = { direction, step, wave: 1 };
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
    console.log(`| ${cells.join(' | ')} |`);
  }
}
