import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { VersionRow } from '../../../ledger/rows';
import { moveVersion } from '../../../workflow/version';
import { everyoneGoing, stayingAndGoing, valueOf } from '../../sides';
import { ask, done, type Step } from '../../StepContext';
import { acceptance } from '../acceptance';
import { isCurrent } from '../drift';
import { waitOrAsk } from '../waitOrAsk';
import { askToDo, completionOf, sayer } from './askToDo';

/**
 * Asks a person to have refused what goes, and proves it where a login can be tried. Where nobody can be asked, the
 * evidence is their word and says so.
 */
export const askForRefusal: Step = async context => {
  const { stays } = stayingAndGoing(context);
  const going = everyoneGoing(context);
  if (going.length === 0) return done(['There was no other version']);
  if (!(await isCurrent(context, await valueOf(context, stays)))) {
    return ask(
      context,
      `Consumers do not read ${versionLabel(
        stays.number,
      )}: somebody changed the secret in the store. Nothing is to be refused until it is current again. ` +
        'Put it back, then recheck.',
      { about: 'drift' },
    );
  }
  const said = completionOf(context, 'revoke');
  const evidence: string[] = [];
  const versions: VersionRow[] = [];
  for (const side of going) {
    const label = versionLabel(side.number);
    const value = await valueOf(context, side);
    const { answer, isRefused, endpoints } = await acceptance(context, value);
    if (answer === 'unknown' && value) {
      return waitOrAsk(
        context,
        `Whether ${label} is refused cannot be told`,
        'Look at the target, then recheck.',
      );
    }
    const isAskable = answer !== 'untold' && value !== undefined;
    if (!isRefused && (isAskable || said === undefined)) {
      return askToDo(context, 'revoke', {
        why:
          said &&
          `${sayer(
            said,
          )} said that it is done. ${label} is still accepted at one of ${endpoints}`,
      });
    }
    evidence.push(
      isRefused || said === undefined
        ? `${label} is refused at ${endpoints}`
        : `${sayer(
            said,
          )} said that ${label} is refused. Nobody can be asked, so it is not proven`,
    );
    if (side.row) {
      versions.push({
        ...side.row,
        state: moveVersion(side.row.state, 'revoked'),
        revokedAt: side.row.revokedAt ?? context.now(),
      });
    }
  }
  return done(evidence, { versions });
};
