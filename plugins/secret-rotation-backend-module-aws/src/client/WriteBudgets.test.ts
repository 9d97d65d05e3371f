import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { testSettings } from '../__testUtils__/testStore';
import { WriteBudget, WriteBudgets } from './WriteBudgets';

const { signal } = new AbortController();

/** A clock that only waiting moves on. */
function testClock() {
  let time = 0;
  return {
    now: () => time,
    async wait(ms: number) {
      time += ms;
    },
  };
}

describe('the write budget', () => {
  it('lets no more writes through in any second than it allows', async () => {
    const clock = testClock();
    const budget = new WriteBudget(50, clock);
    const times: number[] = [];
    for (let write = 0; write < 200; write++) {
      await budget.take(signal);
      times.push(clock.now());
    }
    for (const start of times) {
      const within = times.filter(at => at >= start && at < start + 1000);
      expect(within.length).toBeLessThanOrEqual(50);
    }
  });

  it('spaces writes that are asked for at once', async () => {
    const waits: number[] = [];
    const budget = new WriteBudget(10, {
      now: () => 5000,
      wait: async ms => {
        waits.push(ms);
      },
    });
    await Promise.all([1, 2, 3].map(() => budget.take(signal)));
    expect(waits).toEqual([100, 200]);
  });

  it('saves nothing up while nobody writes', async () => {
    let time = 0;
    const waits: number[] = [];
    const budget = new WriteBudget(10, {
      now: () => time,
      wait: async ms => {
        waits.push(ms);
      },
    });
    await budget.take(signal);
    time = 60_000;
    await budget.take(signal);
    await budget.take(signal);
    expect(waits).toEqual([100]);
  });

  it('gives up waiting when the effect is over', async () => {
    const budget = new WriteBudget(0.001);
    await budget.take(signal);
    await expect(budget.take(AbortSignal.abort())).rejects.toThrow(
      UnavailableError,
    );
  });

  it('is one for all entries of the same account and region', () => {
    const budgets = new WriteBudgets();
    const entry = testSettings('http://127.0.0.1:1');
    const first = budgets.of(entry);
    expect(budgets.of({ ...entry, prefix: '/prod/' })).toBe(first);
    expect(budgets.of({ ...entry, region: 'eu-west-1' })).not.toBe(first);
    expect(budgets.of({ ...entry, accountId: '123456789012' })).not.toBe(first);
  });
});
