import fc from 'fast-check';
import { convergenceOf, summarizeConvergence } from './convergence';

const NOW = fc.integer({ min: 0, max: 1_000_000 });
const SPANS = fc.array(fc.integer({ min: 0, max: 10_000 }), {
  minLength: 1,
  maxLength: 40,
});
const attestedAt = (...instants: Array<number | undefined>) =>
  instants.map(attestedSince => ({ attestedSince }));

describe('the convergence of a rotation', () => {
  it('lasts until the last consumer attested, whoever was faster', () => {
    fc.assert(
      fc.property(NOW, SPANS, (currentAt, spans) => {
        const consumers = attestedAt(...spans.map(span => currentAt + span));
        expect(convergenceOf(currentAt, consumers)).toBe(Math.max(...spans));
      }),
    );
  });

  it('is unknown, and never 0, while one has not attested', () => {
    fc.assert(
      fc.property(NOW, SPANS, fc.nat(), (currentAt, spans, place) => {
        const consumers: Array<number | undefined> = [...spans];
        consumers.splice(place % (spans.length + 1), 0, undefined);
        expect(
          convergenceOf(currentAt, attestedAt(...consumers)),
        ).toBeUndefined();
      }),
    );
  });

  it('is unknown, and never 0, without consumers and of a version that never became current', () => {
    expect(convergenceOf(10, [])).toBeUndefined();
    expect(convergenceOf(undefined, attestedAt(20))).toBeUndefined();
  });

  it('is never negative when the clocks of two replicas differ', () => {
    expect(convergenceOf(10, attestedAt(8))).toBe(0);
    expect(convergenceOf(10, attestedAt(8, 13))).toBe(3);
  });
});

describe('the convergence of a secret', () => {
  it('has percentiles that were measured: the shortest that cover so many rotations', () => {
    fc.assert(
      fc.property(SPANS, spans => {
        const summary = summarizeConvergence(spans);
        expect(summary?.rotations).toBe(spans.length);
        for (const [percent, value] of [
          [50, summary?.p50Ms ?? NaN],
          [95, summary?.p95Ms ?? NaN],
        ]) {
          expect(spans).toContain(value);
          const enough = (percent * spans.length) / 100;
          const within = spans.filter(span => span <= value).length;
          const shorter = spans.filter(span => span < value).length;
          expect(within).toBeGreaterThanOrEqual(enough);
          expect(shorter).toBeLessThan(enough);
        }
      }),
    );
  });

  it('does not depend on the order of the rotations', () => {
    fc.assert(
      fc.property(SPANS, spans => {
        expect(summarizeConvergence([...spans].reverse())).toEqual(
          summarizeConvergence(spans),
        );
      }),
    );
  });

  it('is the tenth and the nineteenth of twenty, and nothing of none', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(summarizeConvergence(twenty)).toEqual({
      p50Ms: 10,
      p95Ms: 19,
      rotations: 20,
    });
    expect(summarizeConvergence([])).toBeUndefined();
  });
});
