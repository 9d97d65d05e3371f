import type {
  RunDirection,
  StepName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Step } from '../StepContext';
import { activate } from './activate';
import { record, schedule } from './close';
import { destroy } from './destroy';
import { monitor } from './monitor';
import { preflight, rollbackPreflight } from './preflight';
import { promote, restore } from './promote';
import { reload } from './reload';
import { revoke } from './revoke';
import { generate, stage } from './stage';
import { verify } from './verify';

const FORWARD: Readonly<Record<StepName, Step>> = {
  preflight,
  generate,
  stage,
  activate,
  promote,
  reload,
  monitor,
  verify,
  revoke,
  destroy,
  record,
  schedule,
};

const ROLLBACK: Readonly<Record<StepName, Step>> = {
  ...FORWARD,
  preflight: rollbackPreflight,
  promote: restore,
};

/** The code of a step. */
export function stepOf(direction: RunDirection, step: StepName): Step {
  return direction === 'forward' ? FORWARD[step] : ROLLBACK[step];
}
