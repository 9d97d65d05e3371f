import { SHAPES } from '../StateMark/shapes';
import { NODE_SIGNS } from './nodeSigns';
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
  const { shape, tone } = NODE_SIGNS[node.state];
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
      <svg
        x={x - size / 2}
        y={RAIL_Y - size / 2}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        className={styles[tone]}
      >
        {SHAPES[shape]}
      </svg>
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
