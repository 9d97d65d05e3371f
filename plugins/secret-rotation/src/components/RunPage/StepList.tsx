import type {
  Attempt,
  RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { secondsBetween, spanText } from '../../time/span';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { Panel } from '../Panel';
import { Glyph, STEP_SIGNS } from '../StateMark';
import styles from './RunPage.module.css';

function AttemptItem(props: {
  attempt: Attempt;
  window: { start: number; span: number };
  now: number;
}) {
  const t = useTexts();
  const { attempt, window, now } = props;
  const start = new Date(attempt.startedAt).getTime();
  const end = attempt.endedAt ? new Date(attempt.endedAt).getTime() : now;
  const percent = (at: number) => (100 * (at - window.start)) / window.span;
  const step = t(`step.${attempt.step}`);
  return (
    <li className={styles.attempt}>
      <Glyph {...STEP_SIGNS[attempt.state]} />
      <span>
        <b>
          {attempt.direction === 'rollback'
            ? t('run.rollbackStep', { step })
            : step}
        </b>
        {attempt.wave !== undefined && (
          <span className={styles.quiet}>
            {' '}
            {t('run.wave', { wave: `${attempt.wave}` })}
          </span>
        )}
        <span className={styles.hidden}>, {t(`attempt.${attempt.state}`)}</span>
      </span>
      <span className={styles.quiet}>
        <Moment at={attempt.startedAt} as="clock" />
      </span>
      <span className={styles.gauge} aria-hidden="true">
        <i
          className={attempt.state === 'waiting' ? styles.waited : undefined}
          style={{
            left: `${Math.min(percent(start), 99)}%`,
            width: `${Math.max(percent(end) - percent(start), 0)}%`,
          }}
        />
      </span>
      <span className={styles.took}>
        {spanText(t, secondsBetween(start, end))}
      </span>
      {attempt.evidence && attempt.evidence.length > 0 && (
        <ul className={styles.evidence}>
          {attempt.evidence.map(fact => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Every try at every step, its time and what it proved. @internal */
export function StepList(props: { run: RunDetail }) {
  const t = useTexts();
  const now = useNow(5_000);
  const { run } = props;
  const hasWaits = run.attempts.some(({ state }) => state === 'waiting');
  const start = new Date(run.createdAt).getTime();
  const end = run.closedAt ? new Date(run.closedAt).getTime() : now;
  return (
    <Panel
      flush
      title={t('run.steps')}
      aside={t('run.attempts', { count: run.attempts.length })}
      end={hasWaits && <span>{t('run.hatched')}</span>}
    >
      {run.attempts.length === 0 && (
        <p className={styles.nothing}>{t('run.noEvidence')}</p>
      )}
      <ol className={styles.attempts}>
        {run.attempts.map((attempt, index) => (
          <AttemptItem
            key={`${attempt.startedAt}-${attempt.step}-${index}`}
            attempt={attempt}
            window={{ start, span: Math.max(end - start, 1) }}
            now={now}
          />
        ))}
      </ol>
    </Panel>
  );
}
