import {
  versionLabel,
  type Run,
  type Secret,
  type Turn,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useMyRefs } from '../../data/useMyRefs';
import { useMoments } from '../../time/useMoments';
import { useTexts, type Texts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';

/** What a turn says: one sentence, and why. @internal */
export interface TurnWords {
  title: string;
  detail?: string;
}

function keyturnDetail(t: Texts, turn: Turn, run?: Run): string | undefined {
  const step = run?.step && t(`step.${run.step}`);
  if (turn.cause && step) return t('turn.waiting', { step, cause: turn.cause });
  if (turn.cause) return t('turn.waitingPlain', { cause: turn.cause });
  if (run?.state === 'queued') return t('turn.queued');
  return step ? t('turn.at', { step }) : undefined;
}

function resultTitle(t: Texts, run: Run): string {
  const version = (number?: number) =>
    number === undefined ? '' : versionLabel(number);
  switch (run.state) {
    case 'succeeded':
      return run.oldVersion === undefined
        ? t('turn.succeededFirst', { version: version(run.newVersion) })
        : t('turn.succeeded', { version: version(run.newVersion) });
    case 'rolled-back':
      return t('turn.rolledBack', { version: version(run.oldVersion) });
    case 'cancelled':
      return t('turn.cancelled');
    default:
      return t('turn.refused');
  }
}

/** Whose turn it is, in words. @internal */
export function useTurnWords() {
  const t = useTexts();
  const moments = useMoments();
  const mine = useMyRefs();

  const isMine = (turn: Turn) =>
    turn.who === 'person' &&
    turn.owner !== undefined &&
    mine.includes(turn.owner);

  const personTitle = (turn: Turn) => {
    const owner = turn.owner ? entityLabel(turn.owner) : t('turn.person');
    return isMine(turn)
      ? t('turn.yours', { name: owner })
      : t('turn.other', { owner });
  };

  const open = (turn: Turn, run?: Run): TurnWords =>
    turn.who === 'person'
      ? { title: personTitle(turn), detail: turn.question ?? turn.cause }
      : { title: t('turn.keyturn'), detail: keyturnDetail(t, turn, run) };

  const ofRun = (run: Run): TurnWords =>
    run.turn.who === 'nobody'
      ? { title: resultTitle(t, run), detail: run.result }
      : open(run.turn, run);

  const restTitle = ({ dueAt, changedOutOfBandAt }: Secret) => {
    const isForeign = changedOutOfBandAt !== undefined;
    if (!dueAt)
      return t(isForeign ? 'turn.foreignUnplanned' : 'turn.nothingPlanned');
    const when = moments.short(dueAt);
    return isForeign
      ? t('turn.foreign', { when })
      : t('turn.nothingToDo', { when });
  };

  const ofSecret = (secret: Secret): TurnWords => {
    if (secret.turn.who !== 'nobody') return open(secret.turn, secret.openRun);
    if (secret.binding !== 'enrolled') return { title: t('turn.notActing') };
    if (secret.due === 'overdue') return { title: t('turn.overdueNow') };
    return { title: restTitle(secret), detail: secret.dueBecause };
  };

  /** For a row of a list. */
  const brief = (turn: Turn): string => {
    if (turn.who === 'keyturn') return t('turn.keyturnShort');
    if (turn.who === 'nobody') return t('turn.nobodyYou');
    if (isMine(turn)) return t('turn.youShort');
    return turn.owner ? entityLabel(turn.owner) : t('turn.person');
  };

  return { isMine, ofRun, ofSecret, brief };
}
