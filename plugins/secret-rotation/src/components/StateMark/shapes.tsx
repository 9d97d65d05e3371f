import type { ReactNode } from 'react';

const GROUND = 'var(--kt-ground)';

function ring(dash?: string) {
  return (
    <circle
      cx="8"
      cy="8"
      r="6.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeDasharray={dash}
    />
  );
}

function line(d: string, width = 1.6, stroke = 'currentColor') {
  return <path d={d} fill="none" stroke={stroke} strokeWidth={width} />;
}

/** One shape per state on a 16 px grid: a state never rests on colour alone. @internal */
export const SHAPES = {
  done: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      {line('M4.6 8.3l2.3 2.3 4.5-5', 1.8, GROUND)}
    </>
  ),
  dueSoon: (
    <>
      {ring()}
      <path d="M8 8V1.8A6.2 6.2 0 0 1 13.4 11z" fill="currentColor" />
    </>
  ),
  alarm: (
    <>
      <path d="M8 1l7.2 13.2H.8z" fill="currentColor" />
      {line('M8 5.6v4.2M8 11.3v1.5', 1.6, GROUND)}
    </>
  ),
  question: (
    <>
      <path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" fill="currentColor" />
      {line(
        'M6 6.2C6 4.9 6.9 4.2 8 4.2s2 .7 2 1.8c0 1.4-2 1.5-2 3.1M8 10.8v1.5',
        1.5,
        GROUND,
      )}
    </>
  ),
  rotating: (
    <>
      <g opacity=".35">{ring()}</g>
      {line('M8 1.8A6.2 6.2 0 1 1 1.8 8', 2.2)}
      <circle cx="8" cy="8" r="2.2" fill="currentColor" />
    </>
  ),
  waiting: (
    <>
      {line(
        'M3.5 1.2h9M3.5 14.8h9M4.6 1.5c0 4 3.4 4.3 3.4 6.5s-3.4 2.5-3.4 6M11.4 1.5c0 4-3.4 4.3-3.4 6.5s3.4 2.5 3.4 6.5',
        1.5,
      )}
      <path d="M5.6 13.6h4.8L8 10.8z" fill="currentColor" />
    </>
  ),
  unknown: (
    <>
      {ring('2.6 2.4')}
      {line('M5.5 8h5')}
    </>
  ),
  misconfigured: (
    <>
      <rect
        x="1.5"
        y="1.5"
        width="13"
        height="13"
        rx="2"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      />
      {line('M4 12L12 4')}
    </>
  ),
  conflicting: (
    <>
      <circle
        cx="3.6"
        cy="4"
        r="2.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <circle
        cx="12.4"
        cy="4"
        r="2.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      {line(
        'M5.2 5.8l7.6 8M12.6 11.2l-1.8 1.7M10.8 5.8l-7.6 8M3.4 11.2l1.8 1.7',
        1.5,
      )}
    </>
  ),
  padlock: (
    <>
      <rect
        x="2.5"
        y="7"
        width="11"
        height="7.5"
        rx="1.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="2.6 1.8"
      />
      {line('M5 7V4.5a3 3 0 0 1 5.8-1')}
    </>
  ),
  hidden: (
    <>
      <rect
        x="2.5"
        y="7"
        width="11"
        height="7.5"
        rx="1.5"
        fill="currentColor"
      />
      {line('M5 7V4.5a3 3 0 0 1 6 0V7')}
    </>
  ),
  rolledBack: line('M3 7.5A5.3 5.3 0 1 1 4.8 12M3 2.8v4.9h4.9', 1.7),
  failed: (
    <>
      {ring()}
      {line('M5.5 5.5l5 5m0-5l-5 5')}
    </>
  ),
  todo: ring(),
  loop: line(
    'M2.5 7A5.5 5.5 0 0 1 12.5 4.5M13.5 9A5.5 5.5 0 0 1 3.5 11.5M12.8 1.5v3.3H9.5M3.2 14.5v-3.3h3.3',
  ),
  key: (
    <path
      d="M4.7 9.3A2.7 2.7 0 1 1 7.3 6H14v1.4h-1.3v2h-2.7v-2H7.3a2.7 2.7 0 0 1-2.6 1.9zm0-1.5a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z"
      fill="currentColor"
    />
  ),
} satisfies Record<string, ReactNode>;

/** The name of a shape. @internal */
export type Shape = keyof typeof SHAPES;
