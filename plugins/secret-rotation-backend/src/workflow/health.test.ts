import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  instanceId,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { wasIll, withSourceWord } from './health';

const said = (...health: HealthState[]) => ({
  source: 'Attestation endpoint',
  instances: health.map((each, index) => ({
    id: instanceId(`checkout-${index}`),
    health: each,
    strength: 'proven' as const,
    version: storeVersionId('42'),
  })),
});

describe('a health source', () => {
  it.each<[HealthState, HealthState, HealthState]>([
    ['healthy', 'healthy', 'healthy'],
    ['healthy', 'unknown', 'unknown'],
    ['healthy', 'ill', 'ill'],
    ['unknown', 'healthy', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['unknown', 'ill', 'ill'],
    ['ill', 'healthy', 'ill'],
    ['ill', 'unknown', 'ill'],
    ['ill', 'ill', 'ill'],
  ])(
    'makes an instance that is %s, where it says %s, %s',
    (own, word, health) => {
      const { instances } = withSourceWord(said(own), {
        title: 'Metrics',
        health: word,
      });
      expect(instances).toEqual(said(health).instances);
    },
  );

  it('is named with its word beside the consumer’s own evidence', () => {
    const seen = withSourceWord(said('healthy', 'ill'), {
      title: 'Metrics',
      health: 'unknown',
    });
    expect(seen.source).toBe('Attestation endpoint; Metrics: unknown');
    expect(seen.instances.map(({ health }) => health)).toEqual([
      'unknown',
      'ill',
    ]);
  });

  it('speaks for no instance that the consumer does not have', () => {
    expect(
      withSourceWord(said(), { title: 'Metrics', health: 'healthy' }).instances,
    ).toEqual([]);
  });
});

describe('a consumer is ill before a run', () => {
  it.each<[HealthState, HealthState | undefined, boolean]>([
    ['healthy', undefined, false],
    ['healthy', 'healthy', false],
    ['healthy', 'unknown', false],
    ['healthy', 'ill', true],
    ['unknown', undefined, true],
    ['unknown', 'healthy', true],
    ['ill', 'healthy', true],
    ['ill', 'unknown', true],
  ])('that is %s, where its source says %s: %s', (own, word, isIll) => {
    expect(wasIll(said(own), word && { title: 'Metrics', health: word })).toBe(
      isIll,
    );
  });

  it('when it does not answer, or has no instance, whatever its source says', () => {
    const word = { title: 'Metrics', health: 'healthy' } as const;
    expect(wasIll(undefined, word)).toBe(true);
    expect(wasIll(said(), word)).toBe(true);
  });
});
