import { Glyph, STEP_SIGNS } from '../StateMark';
import { RAIL_Y } from './layout';
import type { TrackNode } from './track';
import styles from './WorkflowTrack.module.css';

/** One step on the rail; the live one is bigger and stands in a halo. @internal */
export function TrackNodeMark(props: {
  node: TrackNode;
  x: number;
  label: string;
  above?: string;
  below?: string;
}) {
  const { node, x, label, above, below } = props;
  const size = node.live ? 28 : 20;
  return (
    <g>
      {node.live && (
        <circle
          cx={x}
          cy={RAIL_Y}
          r="22"
          className={
            node.state === 'running'
              ? `${styles.halo} ${styles.pulse}`
              : styles.halo
          }
        />
      )}
      <circle cx={x} cy={RAIL_Y} r={size / 2} className={styles.nodeGround} />
      <Glyph
        {...STEP_SIGNS[node.state]}
        x={x - size / 2}
        y={RAIL_Y - size / 2}
        size={size}
      />
      {above && (
        <text x={x} y={RAIL_Y - 28} className={styles.above}>
          {above}
        </text>
      )}
      <text
        x={x}
        y={RAIL_Y + 36}
        className={node.live ? styles.liveLabel : styles.label}
      >
        {label}
      </text>
      {below && (
        <text x={x} y={RAIL_Y + 52} className={styles.time}>
          {below}
        </text>
      )}
    </g>
  );
}
