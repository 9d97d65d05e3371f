import fc from 'fast-check';
import type { ConsumerState } from './consumer';
import { explainOldUse, withOldUse, wordsOf } from './oldUse';

function consumer(
  name: string,
  annotations: Record<string, string> = {},
): ConsumerState {
  const entityRef = `component:default/${name}`;
  return {
    entityRef,
    entity: { entityRef, name, namespace: 'default', labels: {}, annotations },
    title: name,
    wave: 1,
    wanted: 2,
    illBefore: false,
    vanished: false,
    repairs: 0,
    instances: [],
  };
}

const CONSUMERS = [
  consumer('checkout'),
  consumer('checkout-mail'),
  consumer('ledger', { 'keyturn.dev/session-label': 'Bookkeeping' }),
];
const LABEL = fc.option(
  fc.oneof(
    fc.constantFrom('checkout', 'checkout-7d', 'bookkeeping 2', 'report'),
    fc.string({ unit: 'binary' }),
  ),
  { nil: undefined },
);
const SESSIONS = fc.array(fc.record({ label: LABEL }), { maxLength: 8 });

describe('sessions on the credential that is to go', () => {
  it.each([
    ['checkout', 'checkout'],
    ['Checkout', 'checkout'],
    ['checkout-7d9f', 'checkout'],
    ['checkout[worker 2]', 'checkout'],
    ['checkout-mail', 'checkout-mail'],
    ['checkout-mail-1', 'checkout-mail'],
    ['bookkeeping/0', 'ledger'],
    ['checkouts', undefined],
    ['ledger', undefined],
    ['nightly-report', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('that call themselves %s are explained by %s', (label, name) => {
    const [use] = explainOldUse([{ label }], CONSUMERS);
    expect(use?.consumer).toBe(name && `component:default/${name}`);
  });

  it('are all counted, each once', () => {
    fc.assert(
      fc.property(SESSIONS, sessions => {
        const uses = explainOldUse(sessions, CONSUMERS);
        const counted = uses.reduce((sum, each) => sum + each.sessions, 0);
        expect(counted).toBe(sessions.length);
      }),
    );
  });

  it('show people a short label without control characters', () => {
    fc.assert(
      fc.property(SESSIONS, sessions => {
        for (const { label = '-' } of explainOldUse(sessions, CONSUMERS)) {
          expect(label).toMatch(/^[\p{L}\p{N}\p{P}\p{S} ]{1,64}$/u);
        }
      }),
    );
  });

  it('are noted of those whose they are, and forgotten when they are gone', () => {
    const sessions = [{ label: 'checkout' }, { label: 'checkout-2' }];
    const noted = withOldUse(CONSUMERS, explainOldUse(sessions, CONSUMERS));
    expect(noted.map(({ oldSessions }) => oldSessions)).toEqual([
      2,
      undefined,
      undefined,
    ]);
    expect(withOldUse(noted, [])).toEqual(CONSUMERS);
  });

  it('are told in words, those of nobody by the name that they give themselves', () => {
    const sessions = [
      { label: 'checkout' },
      { label: 'report' },
      { label: 'report' },
      {},
    ];
    expect(wordsOf(explainOldUse(sessions, CONSUMERS), CONSUMERS)).toBe(
      '4 sessions left: 1 of checkout, 2 of "report", which no consumer of the catalog explains, 1 without a name',
    );
    expect(wordsOf([], CONSUMERS)).toBe('0 sessions left');
  });
});
