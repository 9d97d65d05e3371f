import { momentsFrom, secretAt } from '../../__testUtils__/world';
import { drawAge } from './age';

const NOW = Date.parse('2026-11-24T14:36:00Z');
const at = momentsFrom(NOW);
const DAY = 24 * 60 * 60;

function ageOf(days: number) {
  return drawAge(secretAt(at, { rotatedAt: at(-days * DAY) }), NOW);
}

describe('drawAge', () => {
  it('puts the limit at two thirds in every row', () => {
    expect(ageOf(1).limit).toBeCloseTo(66.67, 1);
    expect(ageOf(100).limit).toBeCloseTo(66.67, 1);
  });

  it('warns in the last fifth and alarms past the limit', () => {
    expect(ageOf(23).tone).toBe('fine');
    expect(ageOf(25).tone).toBe('nearly');
    expect(ageOf(31).tone).toBe('over');
  });

  it('ends full beyond one and a half limits', () => {
    const { fill, over } = ageOf(400);
    expect(fill + over).toBeCloseTo(100, 5);
  });

  it('draws neither age nor alarm for what it does not know', () => {
    const drawing = drawAge(secretAt(at, { rotatedAt: undefined }), NOW);
    expect(drawing).toMatchObject({ tone: 'unknown', fill: 0, over: 0 });
    expect(drawing.limit).toBeUndefined();
  });

  it('shows no negative age when the clock of the browser is behind', () => {
    expect(ageOf(-1).ageSeconds).toBe(0);
  });
});
