import { z } from 'zod';
import { MisconfiguredError } from './errors';
import { readSettings } from './readSettings';

const KEY = 'secretRotation.rotators.payments';
const schema = z.object({
  admin: z.object({
    host: z.string(),
    port: z.number().default(5432),
    password: z.string().regex(/^\S+$/).optional(),
  }),
  endpoints: z.array(z.string().min(1)).default([]),
  overlap: z.enum(['dual', 'single']).default('dual'),
});
const FIXES = {
  admin: 'Give host',
  'admin.port': 'Give a port number',
  endpoints: 'List addresses',
};

function problemOf(written: unknown): unknown {
  try {
    return readSettings(schema, written, KEY, FIXES);
  } catch (error) {
    return error;
  }
}

it('reads what is usable, with what is not written as the schema says', () => {
  expect(problemOf({ admin: { host: 'a' } })).toEqual({
    admin: { host: 'a', port: 5432 },
    endpoints: [],
    overlap: 'dual',
  });
});

it.each<[string, string, string, object]>([
  ['a missing key', '.admin', 'Give host', {}],
  [
    'a key below, by the fix of what it is part of',
    '.admin.host',
    'Give host',
    { admin: {} },
  ],
  [
    'a key below that has a fix of its own',
    '.admin.port',
    'Give a port number',
    { admin: { host: 'a', port: 'b' } },
  ],
  [
    'a place in a list',
    '.endpoints.1',
    'List addresses',
    { admin: { host: 'a' }, endpoints: ['a', ''] },
  ],
  [
    'a key without a fix',
    '.overlap',
    `Correct ${KEY}.overlap`,
    { admin: { host: 'a' }, overlap: 'x' },
  ],
])('names %s', (_what, wrong, fix, written) => {
  const problem = problemOf(written);
  expect(problem).toBeInstanceOf(MisconfiguredError);
  expect(problem).toMatchObject({
    message: `${KEY}${wrong} is missing or not usable`,
    fix,
  });
});

it('names the entry where it is none', () => {
  expect(problemOf('payments')).toMatchObject({
    message: `${KEY} is missing or not usable`,
    fix: `Write ${KEY} as an object`,
  });
});

it('repeats nothing of what is written: it may be a secret', () => {
  const password = 'pass word-of-the-admin';
  const problem = problemOf({ admin: { host: 'a', password } });
  expect(problem).toMatchObject({
    message: expect.stringContaining('admin.password'),
  });
  expect(JSON.stringify(problem)).not.toContain(password);
  expect(String((problem as Error).stack)).not.toContain(password);
});
