import type { ReactNode } from 'react';
import { Box } from '@backstage/ui';
import type { Turn } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Countdown } from '../Countdown';
import { Glyph, type Shape, type Tone } from '../StateMark';
import { TurnAvatar } from './TurnAvatar';
import type { TurnWords } from './useTurnWords';
import styles from './TurnStrip.module.css';

/** Whose turn it is: the first thing on every page. @internal */
export function TurnStrip(props: {
  turn: Turn;
  words: TurnWords;
  /** How a run ended, in place of whose turn it is. */
  result?: { shape: Shape; tone: Tone };
  /** Whether the reader is the one who is asked. */
  mine?: boolean;
  actions?: ReactNode;
}) {
  const { turn, words, result, mine, actions } = props;
  return (
    <Box
      bg="neutral"
      className={mine ? `${styles.strip} ${styles.mine}` : styles.strip}
    >
      {result ? (
        <Glyph shape={result.shape} tone={result.tone} size={32} />
      ) : (
        <TurnAvatar turn={turn} />
      )}
      <div className={styles.words} role="status">
        <p className={styles.title}>{words.title}</p>
        {words.detail && <p className={styles.detail}>{words.detail}</p>}
      </div>
      {turn.until && <Countdown until={turn.until} />}
      {actions && <div className={styles.actions}>{actions}</div>}
    </Box>
  );
}
