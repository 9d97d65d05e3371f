import type { ConfigurationEntry } from './model';
import { readRetention } from './readRetention';

const DAY = 24 * 60 * 60 * 1000;

function read(raw: unknown) {
  const entries: ConfigurationEntry[] = [];
  return { retention: readRetention(raw, entries), entries };
}

const DEFAULTS = {
  runsMs: 400 * DAY,
  auditMs: 7 * 365 * DAY,
  versionsMs: 400 * DAY,
};

describe('the retention', () => {
  it.each([undefined, null, {}])('has defaults: %j', raw => {
    expect(read(raw)).toEqual({ retention: DEFAULTS, entries: [] });
  });

  it('is read one by one', () => {
    expect(read({ runs: 'P30D', audit: { days: 90 } })).toEqual({
      retention: { ...DEFAULTS, runsMs: 30 * DAY, auditMs: 90 * DAY },
      entries: [],
    });
  });

  it.each([
    ['a misspelt key', { audits: 'P1D' }, 'secretRotation.retention.audits is'],
    [
      'no duration',
      { runs: 'soon' },
      'secretRotation.retention.runs must be a',
    ],
    [
      'less than a day',
      { versions: 'PT1H' },
      'retention.versions must be a day',
    ],
    [
      'an audit trail that ends before its runs',
      { runs: 'P90D', audit: 'P30D' },
      'secretRotation.retention.audit must not be shorter than retention.runs',
    ],
    [
      'runs that outlive the default of the audit trail',
      { runs: 'P4000D' },
      'secretRotation.retention.audit',
    ],
  ])('stays at its defaults, on record, with %s', (_, raw, message) => {
    const { retention, entries } = read(raw);
    expect(retention).toEqual(DEFAULTS);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ section: 'root', name: 'retention' });
    expect(entries[0].problem?.message).toContain(message);
  });
});
