import type {
  Decision,
  Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** Under which key a decision's texts are: going on without any consumer is said in other words. */
export function decisionKey(run: Run, decision: Decision): Decision | 'unused' {
  return decision === 'release' && run.turn.about === 'no-consumers'
    ? 'unused'
    : decision;
}
