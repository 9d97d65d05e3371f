import { countdownText, measuredText, spanText } from './span';
import type { Texts } from '../translation/useTexts';

const texts = ((key: string, values: Record<string, string>) =>
  `${key.replace('time.', '')} ${Object.values(values).join(':')}`) as Texts;

describe('spanText', () => {
  it.each([
    [0, 'seconds 0'],
    [59.9, 'seconds 59'],
    [60, 'minutes 1'],
    [65 * 60, 'minutes 65'],
    [2 * 3_600 - 10, 'hours 2:00'],
    [3 * 3_600 + 240, 'hours 3:04'],
    [30 * 86_400, 'days 30'],
    [-5, 'seconds 0'],
  ])('says %d seconds as people do', (seconds, words) => {
    expect(spanText(texts, seconds)).toBe(words);
  });
});

describe('measuredText', () => {
  it.each([
    [0.02, 'seconds 1'],
    [34, 'seconds 34'],
    [59.6, 'minutes 1'],
    [130, 'minutesSeconds 2:10'],
    [599, 'minutesSeconds 9:59'],
    [2_044, 'minutes 34'],
    [3 * 3_600 + 240, 'hours 3:04'],
  ])('says %d measured seconds as fine as they matter', (seconds, words) => {
    expect(measuredText(texts, seconds)).toBe(words);
  });
});

describe('countdownText', () => {
  it.each([
    [1_574, '26:14'],
    [3_729, '1:02:09'],
    [0.2, '00:01'],
    [-3, '00:00'],
  ])(
    'shows %d seconds as a clock that never runs below zero',
    (left, clock) => {
      expect(countdownText(left)).toBe(clock);
    },
  );
});
