import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunKind } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Examination } from './Examination';

/** What a run is, by what the target says to the current version. */
export function kindOf(
  wanted: RunKind,
  answer: Examination['currentAnswer'],
): RunKind {
  if (answer === 'absent') return 'provision';
  return wanted === 'provision' ? 'rotate' : wanted;
}

/** Whether the run that was asked for fits what the target says to the current version. */
export function checkKind(
  wanted: RunKind,
  answer: Examination['currentAnswer'],
): PreflightCheck {
  const code = 'current';
  switch (answer) {
    case 'absent':
      return {
        code,
        ok: true,
        message: 'There is no version yet: the first one is made',
      };
    case 'rejected':
      return wanted === 'repair'
        ? {
            code,
            ok: true,
            message:
              'The target refuses the current version, as a repair expects',
          }
        : {
            code,
            ok: false,
            message:
              'The target refuses the current version, so there would be no overlap',
            fix: 'Start a repair, which makes a new version without an overlap',
          };
    case 'untold':
      return {
        code,
        ok: true,
        message: 'Nobody can be asked whether the current version is accepted',
      };
    case 'unknown':
      return {
        code,
        ok: false,
        message:
          'An endpoint of the target did not say whether it accepts the current version',
        fix: 'Make every endpoint of the rotator reachable from the portal',
      };
    default:
      return wanted === 'repair'
        ? {
            code,
            ok: false,
            message:
              'The target accepts the current version, so there is nothing to repair',
            fix: 'Start a rotation',
          }
        : {
            code,
            ok: true,
            message: 'The target accepts the current version at every endpoint',
          };
  }
}
