import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../../ledger/rows';
import { moveVersion } from '../../../workflow/version';
import {
  everyoneGoing,
  stayingAndGoing,
  valueOf,
  type Side,
} from '../../sides';
import { done, type Step, type StepContext } from '../../StepContext';
import { waitOrAsk } from '../waitOrAsk';

/**
 * Looks which of the versions that go the target refuses. Keyturn refuses none: the manager has done so, or does with
 * one of its next rotations. What is still accepted stays on record as that.
 */
export const proveRefusal: Step = async context => {
  const evidence: string[] = [];
  const versions: VersionRow[] = [];
  for (const side of everyoneGoing(context)) {
    const found = await look(context, side);
    if (found === 'unknown') {
      return waitOrAsk(
        context,
        `Whether the target refuses ${versionLabel(
          side.number,
        )} cannot be told`,
        'Look at the target, then recheck.',
      );
    }
    evidence.push(found.words);
    if (found.isRefused && side.row) {
      versions.push({
        ...side.row,
        state: moveVersion(side.row.state, 'revoked'),
        revokedAt: side.row.revokedAt ?? context.now(),
      });
    }
  }
  return evidence.length === 0
    ? done(['There was no other version'])
    : done(evidence, { versions });
};

async function look(
  context: StepContext,
  side: Side,
): Promise<{ words: string; isRefused: boolean } | 'unknown'> {
  const { rotator, options, rules } = context;
  const { stays } = stayingAndGoing(context);
  const label = versionLabel(side.number);
  const value = await valueOf(context, side);
  if (!value) {
    // Verify has just proven that the login takes the other password.
    const isReplaced =
      side.account !== undefined && side.account === stays.account;
    return isReplaced
      ? {
          words: `${label} cannot be read any more, and its login has another password`,
          isRefused: true,
        }
      : {
          words: `${label} cannot be read any more. Whether the target still accepts it is not proven`,
          isRefused: false,
        };
  }
  const probes = await context.read('rotator.probe', effect =>
    rotator.probe({ options, value }, effect),
  );
  const answers = probes.map(probe => probe.answer);
  const endpoints = probes.map(probe => probe.endpoint).join(', ');
  if (rules.isRefused(answers)) {
    return { words: `${label} is refused at ${endpoints}`, isRefused: true };
  }
  if (answers.includes('unknown')) return 'unknown';
  return {
    words: `${label} is still accepted: the secrets manager refuses it with one of its next rotations`,
    isRefused: false,
  };
}
