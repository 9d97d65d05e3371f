import type {
  RunDirection,
  StepName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Means } from '../means';
import type { Step } from '../StepContext';
import { activate } from './activate';
import { record, schedule } from './close';
import { awaitVersion, proveRefusal, requestRotation } from './delegated';
import { askForRefusal, askForVersion, awaitWritten } from './byHand';
import { destroy } from './destroy';
import { expectVersion, leaveMaking } from './expectVersion';
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

/** The secrets manager makes the value, tells the target and makes it current: Keyturn asks, waits and proves. */
const DELEGATED: Readonly<Record<StepName, Step>> = {
  ...FORWARD,
  generate: leaveMaking('The secrets manager'),
  stage: expectVersion('the secrets manager'),
  activate: requestRotation,
  promote: awaitVersion('The secrets manager'),
  revoke: proveRefusal,
};

/** A person makes the value and writes it to the store: Keyturn asks, waits and proves what it can. */
const BY_HAND: Readonly<Record<StepName, Step>> = {
  ...FORWARD,
  generate: leaveMaking('A person'),
  stage: expectVersion('a person'),
  activate: askForVersion,
  promote: awaitWritten,
  revoke: askForRefusal,
};

/** The target makes the value: activate has it issued and stages it at once, with its intent on record. */
const ISSUED: Readonly<Record<StepName, Step>> = {
  ...FORWARD,
  generate: leaveMaking('The target'),
  stage: expectVersion('the target'),
};

/** The code of a step. */
export function stepOf(
  {
    direction,
    step,
  }: { readonly direction: RunDirection; readonly step: StepName },
  means: Means,
): Step {
  // Nobody sets back what somebody else has rotated; only a cancelled run goes this way, to clear away.
  if (means.by === 'manager') return DELEGATED[step];
  if (means.by === 'person') return BY_HAND[step];
  if (direction === 'rollback') return ROLLBACK[step];
  return means.rotator.issues === 'issued' ? ISSUED[step] : FORWARD[step];
}
