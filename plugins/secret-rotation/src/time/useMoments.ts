import { useMemo } from 'react';
import { appLanguageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** Moments as text, in the user's zone. @internal */
export interface Moments {
  /** 14:02:11 */
  clock(at: string | number): string;
  /** 14:02 */
  hour(at: string | number): string;
  /** 14:02 CET today, else 24 Nov, 14:02 CET */
  short(at: string | number, now?: number): string;
  /** 24 Nov 2026 */
  day(at: string | number): string;
  /** Tue 24 Nov 2026, 14:02:11 CET */
  full(at: string | number): string;
  /** CET */
  zone: string;
}

/** English without a country would show 2:02 PM; the mock and most operators want 14:02. */
function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** Moments as text, in the user's language and zone. @internal */
export function useMoments(): Moments {
  const language = useApi(appLanguageApiRef).getLanguage().language;
  return useMemo(() => {
    const locale = localeOf(language);
    const make = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat(locale, {
        hourCycle: 'h23',
        ...options,
      });
      return (at: string | number) => format.format(new Date(at));
    };
    const hour = make({ hour: '2-digit', minute: '2-digit' });
    const hourZone = make({
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    const day = make({ day: 'numeric', month: 'short', year: 'numeric' });
    const dayHour = make({
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    const zone =
      new Intl.DateTimeFormat(locale, { timeZoneName: 'short' })
        .formatToParts()
        .find(part => part.type === 'timeZoneName')?.value ?? '';
    return {
      zone,
      hour,
      day,
      clock: make({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
      short: (at, now = Date.now()) =>
        day(at) === day(now) ? hourZone(at) : dayHour(at),
      full: make({
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZoneName: 'short',
      }),
    };
  }, [language]);
}
