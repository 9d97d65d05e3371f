import { recoverySeconds } from './recoverySeconds';

const FIRST = { at: 10_000, upAgain: 14_000 };
const SECOND = { at: 16_000, upAgain: 20_000 };

describe('the time in which a run recovers', () => {
  it('ends with its next progress', () => {
    expect(recoverySeconds(FIRST, 15_500, undefined)).toBe(1.5);
  });

  it('ends when the next kill hits the run at work, not after the downtime that follows', () => {
    expect(recoverySeconds(FIRST, 21_000, SECOND)).toBe(2);
  });

  it('is nothing when another worker went on before this one was back', () => {
    expect(recoverySeconds(FIRST, 12_000, SECOND)).toBe(0);
  });

  it('never ends when nothing goes on', () => {
    expect(recoverySeconds(FIRST, undefined, undefined)).toBeUndefined();
  });
});
