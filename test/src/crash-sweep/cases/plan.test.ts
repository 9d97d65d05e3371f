import type { Failpoints, Strategy, TargetTraits } from '../strategies';
import {
  PAIRS,
  pairsOfKills,
  quickCases,
  randomPairs,
  recordingWithin,
  singleKills,
  type Recording,
} from './plan';

const ROTATION: Recording = {
  strategy: 'a × b',
  journey: 'rotate',
  failpoints: 'all',
  hits: [
    'catalog-sync/before:effect:catalog.secrets',
    'start/after:commit',
    'claim/after:commit',
    'forward.promote/before:effect:store.promote',
    'forward.promote/after:effect:store.promote',
    'forward.reload/before:commit',
    'claim/after:commit',
    'forward.reload/before:commit',
  ],
};
const ROLLBACK: Recording = {
  strategy: 'a × b',
  journey: 'rollback',
  failpoints: 'all',
  hits: [
    'forward.promote/before:effect:store.promote',
    'decision/before:commit',
    'rollback.promote/after:effect:store.restore',
  ],
};

function strategy(
  name: string,
  failpoints: Failpoints = 'all',
  overlap: TargetTraits['overlap'] = 'dual',
  issues: TargetTraits['issues'] = 'chosen',
): Strategy {
  return {
    name,
    target: {
      name,
      traits: { issues, overlap, accounts: 'two' },
      failpoints: failpoints === 'rotator' ? 'rotator' : 'all',
      missing: () => undefined,
      start: jest.fn(),
    },
    store: {
      name,
      manager: name,
      failpoints: failpoints === 'store' ? 'store' : 'all',
      missing: () => undefined,
      start: jest.fn(),
      view: jest.fn(),
    },
    failpoints,
  };
}

describe('the plan of a sweep', () => {
  it('kills once at every failpoint that a journey passes, and nowhere else', () => {
    expect(singleKills(ROTATION).map(({ kills }) => kills)).toEqual([
      ['start/after:commit'],
      ['claim/after:commit'],
      ['forward.promote/before:effect:store.promote'],
      ['forward.promote/after:effect:store.promote'],
      ['forward.reload/before:commit'],
    ]);
  });

  it('kills a rollback only where a rotation does not come by', () => {
    expect(singleKills(ROLLBACK).map(({ kills }) => kills)).toEqual([
      ['decision/before:commit'],
      ['rollback.promote/after:effect:store.restore'],
    ]);
  });

  it('pairs a failpoint with those that must still come, or with itself where its effect is done again', () => {
    const pairs = randomPairs([ROTATION], 1000, 1).map(({ kills }) =>
      kills.join(' then '),
    );
    expect(new Set(pairs)).toEqual(
      new Set([
        'start/after:commit then claim/after:commit',
        'start/after:commit then forward.promote/before:effect:store.promote',
        'start/after:commit then forward.promote/after:effect:store.promote',
        'start/after:commit then forward.reload/before:commit',
        'claim/after:commit then forward.promote/before:effect:store.promote',
        'claim/after:commit then forward.promote/after:effect:store.promote',
        'claim/after:commit then forward.reload/before:commit',
        'forward.promote/before:effect:store.promote then claim/after:commit',
        'forward.promote/before:effect:store.promote then forward.reload/before:commit',
        'forward.promote/before:effect:store.promote then forward.promote/before:effect:store.promote',
        'forward.promote/after:effect:store.promote then claim/after:commit',
        'forward.promote/after:effect:store.promote then forward.reload/before:commit',
        'forward.reload/before:commit then claim/after:commit',
      ]),
    );
    expect(pairs).toHaveLength(new Set(pairs).size);
  });

  it('chooses the same pairs for the same seed', () => {
    const choose = (seed: number) =>
      JSON.stringify(randomPairs([ROTATION, ROLLBACK], 5, seed));
    expect(choose(1)).toBe(choose(1));
    expect(new Set([1, 2, 3, 4].map(choose)).size).toBeGreaterThan(1);
    expect(randomPairs([ROTATION, ROLLBACK], 5, 1)).toHaveLength(5);
  });

  it('is about the writes to the store, and the commits that tell of them, where that is all that is swept', () => {
    const recording = {
      ...ROTATION,
      hits: [
        ...ROTATION.hits,
        'forward.stage/before:effect:store.describe',
        'forward.stage/before:commit',
        'rollback.promote/after:effect:store.restore',
      ],
    };
    expect(recordingWithin('all', recording)).toEqual(recording);
    expect(recordingWithin('store', recording).hits).toEqual([
      'forward.promote/before:effect:store.promote',
      'forward.promote/after:effect:store.promote',
      'forward.stage/before:commit',
      'rollback.promote/after:effect:store.restore',
    ]);
  });

  it('is about the writes to the target, and the commits that tell of them, where that is all that is swept', () => {
    const written = [
      'forward.stage/before:effect:rotator.issue',
      'forward.stage/after:effect:store.stage',
      'forward.stage/after:commit',
      'forward.activate/before:effect:rotator.activate',
      'forward.activate/after:effect:rotator.activate',
      'forward.revoke/before:commit',
      'rollback.revoke/after:effect:rotator.revoke',
    ];
    const recording = {
      ...ROTATION,
      hits: [
        ...ROTATION.hits,
        'forward.activate/before:effect:rotator.probe',
        ...written,
        'forward.destroy/before:commit',
      ],
    };
    expect(recordingWithin('rotator', recording)).toEqual({
      ...ROTATION,
      failpoints: 'rotator',
      hits: written,
    });
  });

  it('tries two pairs with each rotator that is swept in part, whatever the others have', () => {
    const part = (name: string): Recording => ({
      ...ROTATION,
      strategy: name,
      failpoints: 'rotator',
    });
    const many = Array.from({ length: 10 }, (_, index) => ({
      ...ROTATION,
      strategy: `whole ${index}`,
    }));
    const pairs = pairsOfKills([...many, part('one'), part('two')], 1);
    const countOf = (name: string) =>
      pairs.filter(each => each.strategy === name).length;
    expect([countOf('one'), countOf('two')]).toEqual([2, 2]);
    expect(pairs).toHaveLength(PAIRS + 4);
  });

  it('quickly kills round the writes to a store of which no more is swept', () => {
    const quick = quickCases([strategy('one'), strategy('two', 'store')]);
    const places = quick
      .filter(each => each.strategy === 'two')
      .map(({ kills }) => kills.join());
    expect(places).toEqual([
      'forward.stage/after:effect:store.stage',
      'forward.promote/before:effect:store.promote',
      'forward.promote/after:effect:store.promote',
      'forward.destroy/after:effect:store.destroy',
      'rollback.promote/after:effect:store.restore',
    ]);
  });

  it('has a quick subset with every strategy, a rollback and a pair', () => {
    const quick = quickCases([strategy('one'), strategy('two')]);
    expect(new Set(quick.map(each => each.strategy))).toEqual(
      new Set(['one', 'two']),
    );
    expect(quick.some(({ journey }) => journey === 'rollback')).toBe(true);
    expect(quick.some(({ kills }) => kills.length === 2)).toBe(true);
  });

  it('kills between issue and store where the target makes the value', () => {
    const issuing = strategy('one', 'rotator', 'dual', 'issued');
    const quick = quickCases([issuing], true);
    const places = quick.map(({ kills }) => kills.join());
    expect(places).toContain('forward.activate/after:effect:rotator.issue');
    expect(places).toContain('forward.activate/after:effect:store.stage');
    expect(places).not.toContain('forward.stage/after:effect:store.stage');
  });

  it('kills a rotator that was not asked for only where its sort differs from others', () => {
    const places = (issues: TargetTraits['issues']) =>
      quickCases([strategy('one', 'rotator', 'dual', issues)]).map(
        ({ kills }) => kills,
      );
    expect(places('chosen')).toEqual([
      ['forward.activate/after:effect:rotator.activate'],
    ]);
    expect(places('issued')).toEqual([
      ['forward.activate/after:effect:rotator.issue'],
      ['forward.activate/after:effect:rotator.activate'],
    ]);
  });

  it('has no way back for a target with one slot', () => {
    const quick = quickCases([strategy('one', 'all', 'single')]);
    expect(quick).not.toEqual([]);
    expect(quick.filter(({ journey }) => journey === 'rollback')).toEqual([]);
  });
});
