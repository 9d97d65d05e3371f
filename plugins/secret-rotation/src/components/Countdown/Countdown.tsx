import { countdownText, secondsBetween } from '../../time/span';
import { Moment } from '../../time/Moment';
import { useNow } from '../../time/useNow';
import styles from './Countdown.module.css';
import { useTexts } from '../../translation/useTexts';

/** How long a wait lasts: what is left, and the absolute end. Ticks here; the backend is not asked. @internal */
export function Countdown(props: { until: string }) {
  const t = useTexts();
  const now = useNow();
  return (
    // No live region: a screen reader must not hear every second.
    <div className={styles.countdown} role="timer" aria-live="off">
      <b>{countdownText(secondsBetween(now, props.until))}</b>
      <span>{t('time.until', { time: <Moment at={props.until} /> })}</span>
    </div>
  );
}
