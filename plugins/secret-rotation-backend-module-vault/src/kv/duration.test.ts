import { parseGoDuration } from './duration';

describe('parseGoDuration', () => {
  it.each([
    ['0s', 0],
    ['768h0m0s', 768 * 3_600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    ['-1s', -1_000],
  ])('reads %s', (text, ms) => {
    expect(parseGoDuration(text)).toBe(ms);
  });
});
