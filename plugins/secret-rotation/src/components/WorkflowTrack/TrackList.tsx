import { Fragment } from 'react';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import { Glyph, STEP_SIGNS } from '../StateMark';
import { BOTH_FROM, NO_RETURN, type Track, type TrackNode } from './track';
import styles from './WorkflowTrack.module.css';

function NodeItem(props: { node: TrackNode; note?: string }) {
  const t = useTexts();
  const { node, note } = props;
  const state =
    node.state === 'skipped' ? t('track.skipped') : t(`attempt.${node.state}`);
  return (
    <li
      className={node.live ? `${styles.item} ${styles.live}` : styles.item}
      aria-current={node.live ? 'step' : undefined}
    >
      <Glyph {...STEP_SIGNS[node.state]} size={20} />
      <span>
        <span className={node.live ? styles.strong : undefined}>
          {t(`step.${node.step}`)}
        </span>
        <span className={styles.state}>{state}</span>
        {note && <span className={styles.note}>{note}</span>}
      </span>
      <span className={styles.when}>
        {node.startedAt && <Moment at={node.startedAt} as="clock" />}
        {!node.startedAt && node.expectedAt && (
          <>
            {t('time.about', {
              time: <Moment at={node.expectedAt} as="hour" />,
            })}
          </>
        )}
      </span>
    </li>
  );
}

/** The steps as a list: what a screen reader and a narrow window get, and what the drawing draws. @internal */
export function TrackList(props: { run: RunDetail; track: Track }) {
  const t = useTexts();
  const { run, track } = props;
  return (
    <ol
      className={styles.list}
      aria-label={t('track.label', { label: run.label })}
    >
      {track.nodes.map((node, index) => (
        <Fragment key={node.step}>
          {index === NO_RETURN && (
            <li className={styles.gate}>{t('track.noReturn')}</li>
          )}
          <NodeItem
            node={node}
            note={index === BOTH_FROM ? t('track.bothFrom') : undefined}
          />
          {node.step === 'monitor' &&
            track.patients.map(patient => (
              <li
                key={patient.entityRef}
                className={`${styles.item} ${styles.sub}`}
              >
                <Glyph shape="loop" tone="warn" size={20} />
                <span>
                  {entityLabel(patient.entityRef, patient.title)}
                  <span className={styles.note}>
                    {patient.finding && t(`finding.${patient.finding}`)}{' '}
                    {t('consumers.repairs', { count: patient.repairs })}
                  </span>
                </span>
              </li>
            ))}
        </Fragment>
      ))}
      {track.rollbackAttempts.map((attempt, index) => (
        <li
          key={`${attempt.startedAt}-${attempt.step}-${attempt.wave ?? index}`}
          className={styles.item}
        >
          <Glyph {...STEP_SIGNS[attempt.state]} size={20} />
          <span>
            {t('run.rollbackStep', { step: t(`step.${attempt.step}`) })}
            <span className={styles.state}>
              {t(`attempt.${attempt.state}`)}
            </span>
          </span>
          <span className={styles.when}>
            <Moment at={attempt.startedAt} as="clock" />
          </span>
        </li>
      ))}
    </ol>
  );
}
