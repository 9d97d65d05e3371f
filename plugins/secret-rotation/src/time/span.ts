import type { Texts } from '../translation/useTexts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds between two moments. @internal */
export function secondsBetween(
  start: string | number,
  end: string | number,
): number {
  return (new Date(end).getTime() - new Date(start).getTime()) / 1_000;
}

/** A length of time in words, as coarse as people say it: 34 s, 26 min, 1 h 04 min, 30 d. @internal */
export function spanText(t: Texts, seconds: number): string {
  const rest = Math.max(0, seconds);
  if (rest < MINUTE) return t('time.seconds', { value: `${Math.floor(rest)}` });
  if (rest <= 90 * MINUTE)
    return t('time.minutes', { value: `${Math.round(rest / MINUTE)}` });
  if (rest < 2 * DAY) {
    const minutes = Math.round((rest % HOUR) / MINUTE);
    const carry = minutes === 60 ? 1 : 0;
    return t('time.hours', {
      hours: `${Math.floor(rest / HOUR) + carry}`,
      minutes: `${carry ? 0 : minutes}`.padStart(2, '0'),
    });
  }
  return t('time.days', { value: `${Math.floor(rest / DAY)}` });
}

/** A measured length of time, finer while it is short: 1 s, 2 min 10 s, 34 min. @internal */
export function measuredText(t: Texts, seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const rest = whole % MINUTE;
  return whole < 10 * MINUTE && whole > MINUTE && rest > 0
    ? t('time.minutesSeconds', {
        minutes: `${Math.floor(whole / MINUTE)}`,
        seconds: `${rest}`,
      })
    : spanText(t, whole);
}

/** What is left as a clock shows it: 26:14, 1:02:09. @internal */
export function countdownText(seconds: number): string {
  const rest = Math.max(0, Math.ceil(seconds));
  const two = (value: number) => `${value}`.padStart(2, '0');
  const clock = `${two(Math.floor(rest / MINUTE) % 60)}:${two(rest % MINUTE)}`;
  return rest < HOUR ? clock : `${Math.floor(rest / HOUR)}:${clock}`;
}
