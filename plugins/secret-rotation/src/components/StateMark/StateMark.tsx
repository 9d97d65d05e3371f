import type { ReactNode } from 'react';
import { SHAPES, type Shape } from './shapes';
import styles from './StateMark.module.css';

/** How a state feels; colours the glyph alone, never the words. @internal */
export type Tone = 'ok' | 'warn' | 'bad' | 'live' | 'idle';

/** The sign of a state without its words; within a drawing it stands at a place. @internal */
export function Glyph(props: {
  shape: Shape;
  tone?: Tone;
  size?: number;
  x?: number;
  y?: number;
}) {
  const { shape, tone = 'idle', size = 16, x, y } = props;
  return (
    <svg
      className={`${styles.glyph} ${styles[tone]}`}
      x={x}
      y={y}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[shape]}
    </svg>
  );
}

/** A state: its sign and, always, its words. @internal */
export function StateMark(props: {
  shape: Shape;
  tone?: Tone;
  children: ReactNode;
}) {
  return (
    <span className={styles.mark}>
      <Glyph shape={props.shape} tone={props.tone} />
      <span>{props.children}</span>
    </span>
  );
}
