import { Box } from '@backstage/ui';
import type {
  Decision,
  Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { DecisionButton, decisionKey } from '../DecisionDialog';
import { entityLabel } from '../EntityName';
import { Glyph, StateMark, type Shape } from '../StateMark';
import { TurnAvatar, useTurnWords } from '../TurnStrip';
import { TaskDetails } from './TaskDetails';
import styles from './Question.module.css';

const CHOICE_SHAPES: Record<Decision, Shape> = {
  complete: 'done',
  adopt: 'done',
  retry: 'loop',
  release: 'hidden',
  recheck: 'rotating',
  rollback: 'rolledBack',
  cancel: 'failed',
};

/** A blocked run as what it is: a question to a person, with each answer's consequence. @internal */
export function Question(props: { run: Run }) {
  const t = useTexts();
  const turnWords = useTurnWords();
  const { run } = props;
  const { turn } = run;
  const mine = turnWords.isMine(turn);
  const owner = turn.owner ? entityLabel(turn.owner) : t('turn.person');
  const choices = (turn.choices ?? []).map(choice => ({
    ...choice,
    offered: run.actions.includes(choice.decision),
  }));
  const [first] = choices.filter(choice => choice.offered);
  // Whose version is the right one, and whether nobody uses a secret, no one but a person knows.
  const suggested =
    turn.about === 'drift' || turn.about === 'no-consumers'
      ? undefined
      : first?.decision;
  return (
    <section
      className={styles.question}
      aria-label={turnWords.ofRun(run).title}
    >
      <Box
        bg="neutral"
        className={mine ? `${styles.card} ${styles.mine}` : styles.card}
      >
        <div className={styles.who}>
          <TurnAvatar turn={turn} />
          <b className={styles.grow}>{turnWords.ofRun(run).title}</b>
          <StateMark shape="question" tone="bad">
            {run.step
              ? t('question.blockedIn', { step: t(`step.${run.step}`) })
              : t('question.blocked')}
          </StateMark>
        </div>
        <h2>{turn.question ?? t('question.fallback')}</h2>
        {turn.task && <TaskDetails task={turn.task} />}
        {turn.cause && <p className={styles.cause}>{turn.cause}</p>}
        {turn.task?.assignee && !run.actions.includes('complete') && (
          <p className={styles.note}>{t('question.taskOf', { owner })}</p>
        )}
        {!first && (
          <p className={styles.note}>
            {mine
              ? t('question.nobodyOffers')
              : t('question.notYours', { owner })}
          </p>
        )}
      </Box>
      <ul className={styles.choices}>
        {choices.map(choice => (
          <li key={choice.decision}>
            <Box
              bg="neutral"
              className={
                choice.decision === suggested
                  ? `${styles.choice} ${styles.suggested}`
                  : styles.choice
              }
            >
              <Glyph shape={CHOICE_SHAPES[choice.decision]} />
              <div className={styles.grow}>
                <h3>
                  {t(`question.${decisionKey(run, choice.decision)}.title`)}
                </h3>
                <p>
                  <span className={styles.then}>{t('question.then')}</span>
                  {choice.consequence}
                </p>
              </div>
              {choice.offered && (
                <DecisionButton
                  run={run}
                  decision={choice.decision}
                  variant={
                    choice.decision === suggested ? 'primary' : 'secondary'
                  }
                />
              )}
            </Box>
          </li>
        ))}
      </ul>
    </section>
  );
}
