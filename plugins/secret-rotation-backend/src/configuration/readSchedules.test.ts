import type { ConfigurationEntry } from './model';
import { freezesOf } from './matching';
import { readFreezes } from './readFreezes';
import { readPolicies } from './readPolicies';

const HOUR = 3_600_000;
const PLACE = 'secretRotation.policies.night';

function readPolicy(night: object) {
  const entries: ConfigurationEntry[] = [];
  const policies = readPolicies({ night, other: { every: 'P1D' } }, entries);
  expect(policies.has('other')).toBe(true);
  const { problem } = entries[0];
  return { policy: policies.get('night'), problem };
}

function readFreeze(freeze: unknown) {
  const entries: ConfigurationEntry[] = [];
  const [first] = readFreezes([freeze], ['database', 'night'], entries);
  return { freeze: first, problem: entries[0].problem };
}

const CHRISTMAS = {
  from: '2026-12-20T18:00',
  to: '2027-01-04',
  timeZone: 'Europe/Berlin',
  reason: 'The year ends',
};

describe('when a policy rotates', () => {
  it('may be said by the calendar, with a window and a jitter', () => {
    const { policy, problem } = readPolicy({
      cron: '0 2 * * Sun',
      timeZone: 'Europe/Berlin',
      window: { days: ['Sun', 'Mon'], from: '22:30', to: '05:00' },
      jitter: 'PT1H',
    });
    expect(problem).toBeUndefined();
    expect(policy).toMatchObject({
      everyMs: undefined,
      calendar: { cron: '0 2 * * Sun', timeZone: 'Europe/Berlin' },
      window: {
        days: ['Sun', 'Mon'],
        from: 22 * 60 + 30,
        to: 5 * 60,
        timeZone: 'Europe/Berlin',
      },
      jitterMs: HOUR,
    });
  });

  it('is read in UTC and on every day unless it says otherwise', () => {
    const window = { from: '02:00', to: '05:00' };
    expect(readPolicy({ every: 'P1D', window }).policy?.window).toMatchObject({
      days: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
      timeZone: 'UTC',
    });
    expect(readPolicy({ cron: '0 2 * * *' }).policy?.calendar).toMatchObject({
      timeZone: 'UTC',
    });
  });

  it.each([
    ['cron', 'keep one of the two', { every: 'P1D', cron: '0 2 * * *' }],
    ['cron', 'five fields', { cron: 'every night' }],
    ['cron', 'a day that exists', { cron: '0 0 31 2 *' }],
    ['timeZone', 'a time zone', { cron: '0 2 * * *', timeZone: 'Berlin' }],
    ['timeZone', 'beside cron or window', { every: 'P1D', timeZone: 'UTC' }],
    [
      'window.from',
      'a time in quotes',
      { window: { from: '25:00', to: '05:00' } },
    ],
    // YAML reads an unquoted 02:00 as a number in some dialects.
    ['window.to', 'a time in quotes', { window: { from: '02:00', to: '5' } }],
    ['window.to', 'must differ', { window: { from: '02:00', to: '02:00' } }],
    [
      'window.days[0]',
      'one of Sun, Mon',
      { window: { days: ['Monday'], from: '02:00', to: '05:00' } },
    ],
    [
      'window.zone',
      'not a known key',
      { window: { from: '02:00', to: '05:00', zone: 'UTC' } },
    ],
    ['jitter', 'a duration', { jitter: 'some' }],
  ])('disables the policy alone when %s is wrong: %s', (key, must, part) => {
    const { policy, problem } = readPolicy(part);
    expect(policy).toBeUndefined();
    expect(problem?.message).toContain(`${PLACE}.${key} `);
    expect(problem?.message).toContain(must);
    expect(problem?.fix).not.toBe('');
  });
});

describe('a freeze', () => {
  it('runs from one local time to another, for the policies and namespaces that it names', () => {
    const { freeze, problem } = readFreeze({
      ...CHRISTMAS,
      policies: ['data*'],
      namespaces: ['default'],
    });
    expect(problem).toBeUndefined();
    expect(freeze).toMatchObject({
      from: Date.parse('2026-12-20T17:00Z'),
      to: Date.parse('2027-01-03T23:00Z'),
    });
    const holds = (policy: string, namespace: string) =>
      freezesOf([freeze], { policy, namespace }).length === 1;
    expect(holds('database', 'default')).toBe(true);
    expect(holds('night', 'default')).toBe(false);
    expect(holds('database', 'team-b')).toBe(false);
  });

  it('holds for everything unless it says otherwise', () => {
    const { freeze } = readFreeze(CHRISTMAS);
    expect(
      freezesOf([freeze], { policy: 'night', namespace: 'team-b' }),
    ).toHaveLength(1);
  });

  it.each([
    ['freezes[0].from', 'a date', { ...CHRISTMAS, from: 'soon' }],
    ['freezes[0].to', 'a date', { ...CHRISTMAS, to: 'later' }],
    ['freezes[0].to', 'later than from', { ...CHRISTMAS, to: '2026-12-20' }],
    ['freezes[0].reason', 'missing', { from: '2026-12-20', to: '2027-01-04' }],
    ['freezes[0].timeZone', 'a time zone', { ...CHRISTMAS, timeZone: 'Mars' }],
    ['freezes[0].policies', '"nigth"', { ...CHRISTMAS, policies: ['nigth'] }],
    ['freezes[0].until', 'not a known key', { ...CHRISTMAS, until: 1 }],
  ])('that has a wrong %s says what is right: %s', (key, must, value) => {
    const { freeze, problem } = readFreeze(value);
    expect(freeze).toBeUndefined();
    expect(problem?.message).toContain(`secretRotation.${key} `);
    expect(problem?.message).toContain(must);
  });

  it('must stand in a list', () => {
    const entries: ConfigurationEntry[] = [];
    expect(readFreezes({ christmas: CHRISTMAS }, [], entries)).toEqual([]);
    expect(entries[0].problem?.message).toBe(
      'secretRotation.freezes must be a list of freezes',
    );
  });
});
