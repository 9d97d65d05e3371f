import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Sample } from './answer';
import type { Comparison } from './comparison';

/**
 * How well a consumer is by the numbers that are known of it: as well as the worst of them. No number, an old one and
 * one that is none say nothing, and nothing is not healthy. Pure.
 * @param samples - `undefined` where they may not be all
 */
export function judge(
  samples: readonly Sample[] | undefined,
  terms: {
    readonly healthyWhen: Comparison;
    readonly staleAfterMs: number;
    /** In ms. */
    readonly now: number;
  },
): HealthState {
  if (!samples || samples.length === 0) return 'unknown';
  const words = samples.map(each => judgeOne(each, terms));
  if (words.includes('ill')) return 'ill';
  return words.includes('unknown') ? 'unknown' : 'healthy';
}

function judgeOne(
  { at, value }: Sample,
  { healthyWhen, staleAfterMs, now }: Parameters<typeof judge>[1],
): HealthState {
  // A time to come is no better: the clocks are apart, so nobody knows how old it is.
  if (Number.isNaN(value) || Math.abs(now - at) > staleAfterMs)
    return 'unknown';
  return healthyWhen(value) ? 'healthy' : 'ill';
}
