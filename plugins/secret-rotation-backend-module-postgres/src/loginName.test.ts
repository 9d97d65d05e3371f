import { isLoginName } from './loginName';

it.each(['', 'pg_monitor', 'PG_x', 'x'.repeat(64), 'ü'.repeat(32), 'a\0b'])(
  'refuses %j',
  name => expect(isLoginName(name)).toBe(false),
);

it.each(['a', 'payments "b"', 'x'.repeat(63), "'; DROP ROLE x; --"])(
  'takes %j',
  name => expect(isLoginName(name)).toBe(true),
);
