import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { WriteBudget } from './WriteBudget';
import { WriteBudgets } from './WriteBudgets';

const MINUTE_MS = 60_000;

function take(budget: WriteBudget): number | 'now' {
  try {
    budget.take();
    return 'now';
  } catch (error) {
    expect(error).toBeInstanceOf(UnavailableError);
    return (error as UnavailableError).retryAfterMs ?? NaN;
  }
}

describe('the write budget', () => {
  it.each([10, 60, 600])(
    'of %d writes is exceeded in no span of a minute, however eager the writers are, and most of it can be used',
    perMinute => {
      let now = 0;
      const budget = new WriteBudget(perMinute, () => now);
      const taken: number[] = [];
      while (now < 5 * MINUTE_MS) {
        const answer = take(budget);
        if (answer === 'now') taken.push(now);
        else now += Math.max(1, answer);
      }
      const most = Math.max(
        ...taken.map(
          from =>
            taken.filter(at => at >= from && at < from + MINUTE_MS).length,
        ),
      );
      expect(most).toBeLessThanOrEqual(perMinute);
      expect(taken.length).toBeGreaterThan(5 * perMinute * 0.8);
    },
  );

  it('says when there will be a write again, and keeps the word', () => {
    let now = 0;
    const budget = new WriteBudget(600, () => now);
    while (take(budget) === 'now');
    const wait = take(budget);
    expect(wait).toBeGreaterThan(0);
    now += Number(wait);
    expect(take(budget)).toBe('now');
  });

  it('gives nothing for a clock that goes back', () => {
    let now = MINUTE_MS;
    const budget = new WriteBudget(10, () => now);
    expect(take(budget)).toBe('now');
    now = 0;
    expect(take(budget)).not.toBe('now');
  });

  it('is one for all stores of a project', () => {
    const budgets = new WriteBudgets(() => 0);
    const store = { project: 'payments', writesPerMinute: 600 };
    expect(budgets.of(store)).toBe(budgets.of({ ...store }));
    expect(budgets.of({ ...store, project: 'other' })).not.toBe(
      budgets.of(store),
    );
  });
});
