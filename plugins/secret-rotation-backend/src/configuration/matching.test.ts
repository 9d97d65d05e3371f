import fc from 'fast-check';
import { enrolledByRule, mayUseAccount, mayUsePath } from './matching';

const store = (...paths: string[]) => ({
  allow: [{ namespaces: ['default', 'team-*'], paths }],
});
const rotator = (...accounts: string[]) => ({
  allow: [{ namespaces: ['*'], accounts }],
});

describe('paths of a store', () => {
  it.each([
    ['payments/*', 'payments/db-login', true],
    ['payments/*', 'payments/deep/db-login', false],
    ['payments/**', 'payments/deep/db-login', true],
    ['payments/*', 'payments', false],
    ['payments/*', 'other/payments/db-login', false],
    ['payments/db-*', 'payments/db-login', true],
    ['**', 'anything/at/all', true],
    ['*', 'one', true],
    ['*', 'one/two', false],
    ['*', '.hidden', true],
    ['Payments/*', 'payments/db-login', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(mayUsePath(store(pattern), 'default', path)).toBe(expected);
  });

  it.each([
    'payments/../admin',
    'payments/..',
    '../admin',
    'payments/./db-login',
    '/payments/db-login',
    'payments/db-login/',
    'payments//db-login',
    'payments/%2e%2e/admin',
    'payments\\..\\admin',
    'payments/db-login?version=1',
    'payments/db-login#x',
    'payments/db\nlogin',
    'payments/db\u0000login',
    'payments/\uff0e\uff0e/admin',
    '',
  ])('refuses %j whatever is allowed', path => {
    expect(mayUsePath(store('**', '*', path), 'default', path)).toBe(false);
  });

  it('reads no pattern as a negation, a list of choices or an extended glob', () => {
    expect(mayUsePath(store('!admin/*'), 'default', 'payments/x')).toBe(false);
    expect(mayUsePath(store('{a,b}/x'), 'default', 'a/x')).toBe(false);
    expect(mayUsePath(store('!(admin)/x'), 'default', 'payments/x')).toBe(
      false,
    );
    expect(mayUsePath(store('+(a)/x'), 'default', 'aa/x')).toBe(false);
  });

  it('allows a namespace by name or pattern, without case, and no other', () => {
    const allowed = store('payments/*');
    expect(mayUsePath(allowed, 'team-a', 'payments/x')).toBe(true);
    expect(mayUsePath(allowed, 'Default', 'payments/x')).toBe(true);
    expect(mayUsePath(allowed, 'guest', 'payments/x')).toBe(false);
  });

  it('allows nothing when nothing is listed', () => {
    expect(mayUsePath({ allow: [] }, 'default', 'payments/x')).toBe(false);
  });

  it('never lets a path with a step upwards through, whatever the pattern', () => {
    const segment = fc.constantFrom('a', '..', '.', '', 'payments', '*', '**');
    const joined = fc.array(segment, { minLength: 1 }).map(it => it.join('/'));
    fc.assert(
      fc.property(joined, joined, (pattern, path) => {
        const through = mayUsePath(store(pattern), 'default', path);
        const steps = path
          .split('/')
          .filter(it => ['', '.', '..'].includes(it));
        expect(through && steps.length > 0).toBe(false);
      }),
    );
  });
});

describe('accounts of a rotator', () => {
  it.each([
    ['payments_*', 'payments_a', true],
    ['payments_*', 'orders_a', false],
    ['payments_*', 'payments_', true],
    ['payments_*', 'xpayments_a', false],
    ['arn/**', 'arn/user/x', true],
    ['**', '../root', false],
    ['**', '', false],
    ['*', 'pay\u202ements', false],
    ['*', 'pay\nments', false],
  ])('%s on %j: %s', (pattern, account, expected) => {
    expect(mayUseAccount(rotator(pattern), 'default', account)).toBe(expected);
  });
});

describe('enrolment by rule', () => {
  const rule = {
    namespaces: ['default'],
    stores: ['vault-*'],
    rotators: ['payments-postgres'],
  };
  const binding = {
    namespace: 'default',
    store: 'vault-prod',
    rotator: 'payments-postgres',
  };

  it('enrols a binding that matches all three lists', () => {
    expect(enrolledByRule([rule], binding)).toBe(true);
  });

  it.each([
    { namespace: 'guest' },
    { store: 'aws-prod' },
    { rotator: 'orders-postgres' },
  ])('leaves a binding alone that differs in %j', difference => {
    expect(enrolledByRule([rule], { ...binding, ...difference })).toBe(false);
  });

  it('does not put two rules together', () => {
    const halves = [
      { ...rule, stores: ['aws-prod'] },
      { ...rule, rotators: ['orders-postgres'] },
    ];
    expect(enrolledByRule(halves, binding)).toBe(false);
  });
});
