import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { Glyph } from '../StateMark';
import { RAIL_Y, xOf } from './layout';
import type { Track } from './track';
import styles from './WorkflowTrack.module.css';

const Y = RAIL_Y + 88;

/** The way back: dashed while it is possible, solid while or after it is gone. @internal */
export function RollbackPath(props: { run: RunDetail; track: Track }) {
  const t = useTexts();
  const { run, track } = props;
  if (track.rollback === 'gone') return null;
  const isTaken = track.rollback !== 'possible';
  const from = isTaken ? Math.max(xOf(track.reached), xOf(3)) : xOf(4);
  const to = xOf(0) + 14;
  const words = {
    possible: t('track.rollbackPossible'),
    done: t('track.rollbackDone'),
    live: run.step
      ? t('track.rollbackLive', { step: t(`step.${run.step}`) })
      : t('track.rollback'),
  }[track.rollback];
  return (
    <g>
      <path
        d={
          isTaken
            ? `M${from} ${RAIL_Y + 58}V${Y}H${to + 6}`
            : `M${from} ${Y}H${to + 6}`
        }
        className={isTaken ? styles.backTaken : styles.back}
      />
      <path
        d={`M${to} ${Y}l9 -4.5v9z`}
        className={isTaken ? styles.backTakenTip : styles.backTip}
      />
      <Glyph
        shape="rolledBack"
        tone={isTaken ? 'warn' : 'idle'}
        x={xOf(0) - 10}
        y={Y - 10}
        size={20}
      />
      <text x={xOf(0)} y={Y + 26} className={styles.label}>
        {t('track.rollback')}
      </text>
      <text x={to + 24} y={Y - 8} className={styles.small}>
        {words}
      </text>
    </g>
  );
}
