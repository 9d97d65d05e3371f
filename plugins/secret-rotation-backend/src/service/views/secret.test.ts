import { NOON, POLICY } from '../../__testUtils__/ledgerRows';
import type { RotationConfiguration } from '../../configuration';
import type { SecretRow } from '../../ledger/rows';
import { secretView } from './secret';

const DAY = 24 * 3600_000;
const SECRET: SecretRow = {
  id: 1,
  entityRef: 'resource:default/login',
  namespace: 'default',
  name: 'login',
  store: 'vault',
  path: 'payments/login',
  rotator: 'postgres',
  policy: 'database',
  options: {},
  binding: 'enrolled',
  bindingHash: 'hash',
  lastVersion: 1,
  rotatedAt: NOON - 30 * DAY,
  dueAt: NOON,
  dueBecause: 'Policy database: every 30 days',
  dispatchAt: NOON,
  consumerCount: 1,
  seenAt: NOON,
  lookedAt: 0,
};

function view(part: Partial<SecretRow>, now: number) {
  const configuration = {
    policies: new Map([
      [
        'database',
        {
          ...POLICY,
          everyMs: undefined,
          calendar: { cron: '0 2 * * Sun', timeZone: 'Europe/Berlin' },
          window: { days: ['Sun'], from: 120, to: 180, timeZone: 'UTC' },
        },
      ],
    ]),
  } as unknown as RotationConfiguration;
  const secret = { ...SECRET, ...part };
  return secretView({ secret, badge: 'overdue' }, configuration, {
    now,
    workers: [],
  });
}

describe('a secret as people see it', () => {
  const held = {
    dispatchAt: NOON + DAY,
    dispatchBecause: 'Frozen: The year ends',
  };

  it('is overdue when it is due, also while a freeze or a window holds it back, and says until when and why', () => {
    expect(view(held, NOON)).toMatchObject({
      due: 'overdue',
      dueAt: new Date(NOON).toISOString(),
      dueBecause: 'Policy database: every 30 days. Frozen: The year ends',
      turn: {
        who: 'keyturn',
        until: new Date(NOON + DAY).toISOString(),
        cause: 'Frozen: The year ends',
      },
      actions: ['plan', 'start'],
    });
  });

  it('waits for nobody before it is due, and none holds it back when its time has come', () => {
    expect(view(held, NOON - DAY).turn).toEqual({ who: 'nobody' });
    expect(view(held, NOON + DAY).turn).toEqual({ who: 'nobody' });
    expect(view({}, NOON)).toMatchObject({
      dueBecause: 'Policy database: every 30 days',
      turn: { who: 'nobody' },
    });
  });

  it('shows what its policy says of the calendar and of the window', () => {
    expect(view({}, NOON).policy).toMatchObject({
      calendar: '0 2 * * Sun (Europe/Berlin)',
      window: 'Sun 02:00–03:00 UTC',
    });
  });
});
