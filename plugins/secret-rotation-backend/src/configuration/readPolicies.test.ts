import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readConfiguration } from './readConfiguration';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function read(policies: JsonObject) {
  const secretRotation = {
    fallbackOwner: 'group:default/platform',
    policies,
  };
  return readConfiguration(
    mockServices.rootConfig({ data: { secretRotation } }),
    {
      stores: new Map(),
      rotators: new Map(),
      consumers: new Map(),
      health: new Map(),
    },
  );
}

it('fills what a policy does not say with the defaults', () => {
  expect(read({ plain: {} }).policies.get('plain')).toEqual({
    name: 'plain',
    everyMs: undefined,
    overlapMs: HOUR,
    soakMs: 5 * 60_000,
    firstRotation: 'when-due',
    verifyDeadlineMs: 2 * HOUR,
    onUnhealthy: 'hold',
    acceptsInterruption: false,
    reminders: { everyMs: DAY, times: 3 },
  });
});

it('holds a run whose consumers stay ill, also by the word that it had at first', () => {
  const { policies, entries } = read({
    held: { onUnhealthy: 'hold' },
    first: { onUnhealthy: 'ask' },
    turned: { onUnhealthy: 'rollback' },
    wrong: { onUnhealthy: 'ignore' },
  });
  expect(
    ['held', 'first', 'turned'].map(name => policies.get(name)?.onUnhealthy),
  ).toEqual(['hold', 'hold', 'rollback']);
  expect(policies.has('wrong')).toBe(false);
  expect(entries.filter(({ problem }) => problem)).toMatchObject([
    { section: 'policies', name: 'wrong' },
  ]);
});

it('reads how often people are reminded, and refuses what would flood them', () => {
  const { policies, entries } = read({
    often: { reminders: { every: 'PT4H', ahead: 'P7D' } },
    never: { reminders: { times: 0 } },
    flooding: { reminders: { every: 'PT1M' } },
  });
  expect(policies.get('often')?.reminders).toEqual({
    everyMs: 4 * HOUR,
    times: 3,
    aheadMs: 7 * DAY,
  });
  expect(policies.get('never')?.reminders).toEqual({
    everyMs: DAY,
    times: 0,
  });
  expect(policies.has('flooding')).toBe(false);
  expect(entries).toContainEqual(
    expect.objectContaining({
      name: 'flooding',
      problem: expect.objectContaining({
        message:
          'secretRotation.policies.flooding.reminders.every must be 15 minutes or longer',
      }),
    }),
  );
});

it('reads what takes the place of its spans when somebody else may have the value', () => {
  const { policies, entries } = read({
    hasty: { emergency: { overlap: 'PT0S', soak: '1 minute' } },
    wrong: { emergency: { every: 'P1D' } },
  });
  expect(policies.get('hasty')?.emergency).toEqual({
    overlapMs: 0,
    soakMs: 60_000,
  });
  expect(policies.has('wrong')).toBe(false);
  expect(entries).toContainEqual(
    expect.objectContaining({
      name: 'wrong',
      problem: expect.objectContaining({
        message: expect.stringContaining('policies.wrong.emergency.every'),
      }),
    }),
  );
});

it('reads how consumers are parted into waves', () => {
  const { policies, entries } = read({
    shares: { waves: { canary: '10%' } },
    own: { waves: { order: ['lab', 'live'], atOnce: 3 } },
    twice: { waves: { order: ['lab', 'lab'] } },
    none: { waves: { atOnce: 0 } },
    wordy: { waves: { canary: 0.1 } },
  });
  expect(policies.get('shares')?.waves).toEqual({
    order: ['experimental', 'development', 'staging'],
    canaryShare: 0.1,
  });
  expect(policies.get('own')?.waves).toEqual({
    order: ['lab', 'live'],
    canaryShare: 0,
    atOnce: 3,
  });
  const problems = entries.flatMap(({ problem }) => problem?.message ?? []);
  expect(problems).toEqual([
    expect.stringContaining('policies.twice.waves.order'),
    expect.stringContaining('policies.none.waves.atOnce'),
    expect.stringContaining('policies.wordy.waves.canary'),
  ]);
});

it('reads durations as ISO 8601, as objects and as plain words', () => {
  const { policies } = read({
    a: { every: 'P30D' },
    b: { every: { days: 30 } },
    c: { every: '30 days', overlap: 'PT0S' },
  });
  expect([...policies.values()].map(it => it.everyMs)).toEqual([
    30 * DAY,
    30 * DAY,
    30 * DAY,
  ]);
  expect(policies.get('c')?.overlapMs).toBe(0);
});

it.each([
  ['a misspelt key', { evry: 'P30D' }, 'secretRotation.policies.bad.evry'],
  [
    'no duration',
    { every: 'monthly' },
    'secretRotation.policies.bad.every must be a duration',
  ],
  [
    'a bare number',
    { every: 30 },
    'secretRotation.policies.bad.every must be a duration',
  ],
  [
    'a duration of unknown units',
    { every: { day: 3 } },
    'every must be a duration',
  ],
  ['a negative duration', { overlap: '-PT5M' }, 'overlap must be a duration'],
  ['an age limit of zero', { every: 'PT0S' }, 'every must be longer than zero'],
  [
    'an unknown word',
    { firstRotation: 'soon' },
    'secretRotation.policies.bad.firstRotation',
  ],
])('disables a policy with %s alone', (_, bad, key) => {
  const { policies, entries } = read({ database: { every: 'P30D' }, bad });
  const problems = entries.flatMap(({ problem }) => problem?.message ?? []);
  expect([...policies.keys()]).toEqual(['database']);
  expect(problems).toEqual([expect.stringContaining(key)]);
});
