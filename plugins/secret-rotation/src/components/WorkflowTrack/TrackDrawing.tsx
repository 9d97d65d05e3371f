import { useId } from 'react';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { countdownText, secondsBetween } from '../../time/span';
import { useMoments } from '../../time/useMoments';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import { Glyph } from '../StateMark';
import { BOTH_FROM, NO_RETURN, type Track } from './track';
import { RollbackPath } from './RollbackPath';
import { TrackNodeMark } from './TrackNodeMark';
import { HEIGHT, RAIL_HEIGHT, RAIL_Y, WIDTH, xOf } from './layout';
import styles from './WorkflowTrack.module.css';

const BAR_X = (xOf(NO_RETURN - 1) + xOf(NO_RETURN)) / 2;

/** The wide picture of the list of steps beside it, which is the truth for readers. @internal */
export function TrackDrawing(props: { run: RunDetail; track: Track }) {
  const t = useTexts();
  const moments = useMoments();
  const now = useNow();
  const hatch = useId();
  const { run, track } = props;
  const { nodes, reached, bothWork, patients } = track;
  const monitorX = xOf(nodes.findIndex(({ step }) => step === 'monitor'));
  const doneX = reached < 0 ? xOf(0) : xOf(reached);
  const bandX = xOf(BOTH_FROM);

  // On the way back nothing is repaired any more.
  const isDiagnosed = patients.length > 0 && run.direction === 'forward';
  const height =
    isDiagnosed || track.rollback !== 'gone' ? HEIGHT : RAIL_HEIGHT;

  const labelAbove = run.turn.until
    ? t('track.left', {
        span: countdownText(secondsBetween(now, run.turn.until)),
      })
    : undefined;

  return (
    <svg
      className={styles.drawing}
      viewBox={`0 0 ${WIDTH} ${height}`}
      width="100%"
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <pattern
          id={hatch}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="3" height="8" className={styles.hatch} />
        </pattern>
      </defs>
      <rect
        x={bandX}
        y={RAIL_Y - 20}
        width={BAR_X - bandX}
        height="40"
        rx="4"
        className={bothWork === 'planned' ? styles.bandPlanned : undefined}
        fill={bothWork === 'planned' ? 'none' : `url(#${hatch})`}
      />
      <text x={bandX} y={RAIL_Y - 28} className={styles.bandLabel}>
        {t('track.both')}
      </text>
      <path
        d={`M${BAR_X - 2.5} ${RAIL_Y - 46}v74M${BAR_X + 2.5} ${RAIL_Y - 46}v74`}
        className={styles.noReturn}
      />
      <text x={BAR_X + 10} y={RAIL_Y - 38} className={styles.noReturnLabel}>
        {t('track.noReturn')}
      </text>
      <path
        d={`M${doneX} ${RAIL_Y}H${xOf(nodes.length - 1)}`}
        className={styles.ahead}
      />
      <path d={`M${xOf(0)} ${RAIL_Y}H${doneX}`} className={styles.behind} />
      {nodes.map((node, index) => (
        <TrackNodeMark
          key={node.step}
          node={node}
          x={xOf(index)}
          label={t(`step.${node.step}`)}
          above={node.live ? labelAbove : undefined}
          below={
            (node.startedAt && moments.clock(node.startedAt)) ||
            (node.expectedAt &&
              t('time.about', { time: moments.hour(node.expectedAt) }))
          }
        />
      ))}
      {isDiagnosed && (
        <g>
          <Glyph
            shape="loop"
            tone="warn"
            x={monitorX - 12}
            y={RAIL_Y + 64}
            size={24}
          />
          <text x={monitorX + 22} y={RAIL_Y + 74} className={styles.loopTitle}>
            {t('track.loop')}
          </text>
          <text x={monitorX + 22} y={RAIL_Y + 90} className={styles.small}>
            {patients
              .slice(0, 2)
              .map(({ entityRef, title, finding }) =>
                [
                  entityLabel(entityRef, title),
                  finding && t(`finding.${finding}`),
                ]
                  .filter(Boolean)
                  .join(': '),
              )
              .join('; ')}
          </text>
        </g>
      )}
      <RollbackPath run={run} track={track} />
    </svg>
  );
}
