import fc from 'fast-check';
import type { ConsumerState } from './consumer';
import { judgeSoak, type SoakRules } from './soak';

const RULES: SoakRules = {
  soakMs: 100,
  graceMs: 50,
  maxRepairs: 2,
  pollMs: 10,
  patientUntil: 2000,
};
const NOW = 1000;

function consumer(part: Partial<ConsumerState> = {}): ConsumerState {
  const isHealthy = part.illSince === undefined;
  return {
    entityRef: 'component:default/checkout',
    entity: {
      entityRef: 'component:default/checkout',
      name: 'checkout',
      namespace: 'default',
      labels: {},
    },
    wave: 1,
    wanted: 2,
    illBefore: false,
    vanished: false,
    toldAt: 500,
    healthySince: isHealthy ? 500 : undefined,
    repairs: 0,
    instances: [
      {
        id: 'i',
        health: isHealthy ? 'healthy' : 'ill',
        strength: 'proven',
        observedAt: NOW,
      },
    ],
    ...part,
  };
}

const CONSUMER = fc
  .record({
    illBefore: fc.boolean(),
    illSince: fc.option(fc.integer({ min: 900, max: NOW }), { nil: undefined }),
    toldAt: fc.integer({ min: 850, max: NOW }),
    repairs: fc.integer({ min: 0, max: 2 }),
  })
  .map(consumer);

describe('the soak of a wave', () => {
  it('is held only when every consumer that was well before has been healthy since it was told, long enough', () => {
    fc.assert(
      fc.property(fc.array(CONSUMER, { maxLength: 3 }), wave => {
        const verdict = judgeSoak(wave, RULES, NOW);
        const isHeld = wave
          .filter(each => !each.illBefore)
          .every(
            each =>
              each.illSince === undefined &&
              (each.toldAt ?? NOW) + RULES.soakMs <= NOW,
          );
        expect(verdict.kind === 'held').toBe(isHeld);
      }),
    );
  });

  it('repairs and gives up only on consumers that were well before, and never repairs more often than allowed', () => {
    fc.assert(
      fc.property(fc.array(CONSUMER, { maxLength: 3 }), wave => {
        const verdict = judgeSoak(wave, RULES, NOW);
        const late = wave.filter(
          each =>
            !each.illBefore &&
            each.illSince !== undefined &&
            NOW - each.illSince >= RULES.graceMs,
        );
        const hopeless = late.filter(each => each.repairs >= RULES.maxRepairs);
        expect(verdict.kind === 'give-up').toBe(hopeless.length > 0);
        expect(verdict.kind === 'repair').toBe(
          hopeless.length === 0 && late.length > 0,
        );
      }),
    );
  });

  it('waits for a time in the future and no longer than the next look', () => {
    fc.assert(
      fc.property(fc.array(CONSUMER, { maxLength: 3 }), wave => {
        const verdict = judgeSoak(wave, RULES, NOW);
        if (verdict.kind !== 'wait') return;
        expect(verdict.until).toBeGreaterThan(NOW);
        expect(verdict.until).toBeLessThanOrEqual(NOW + RULES.pollMs);
      }),
    );
  });

  it('gives up on who comes and goes, once patience is over', () => {
    const relapsed = consumer({ toldAt: 1, healthySince: NOW - 99 });
    const steady = consumer({ toldAt: 1, healthySince: NOW - 100 });
    const over = { ...RULES, patientUntil: NOW };
    expect(judgeSoak([relapsed, steady], over, NOW - 1).kind).toBe('wait');
    expect(judgeSoak([relapsed, steady], over, NOW)).toEqual({
      kind: 'give-up',
      consumers: [relapsed.entityRef],
      because: 'unsteady',
    });
    expect(judgeSoak([steady], over, NOW).kind).toBe('held');
    const before = { ...relapsed, illBefore: true };
    expect(judgeSoak([before], over, NOW).kind).toBe('held');
  });

  it('begins when the consumer was told, however long it was healthy before', () => {
    const wave = [consumer({ toldAt: NOW - 99, healthySince: 1 })];
    expect(judgeSoak(wave, RULES, NOW)).toMatchObject({
      kind: 'wait',
      until: NOW + 1,
    });
  });
});
