import fc from 'fast-check';
import { MisconfiguredError } from '../errors';
import { replaceJsonKeys } from './replaceJsonKeys';

const replace = (text: string, changes: Record<string, string>) =>
  replaceJsonKeys(text, new Map(Object.entries(changes)));

describe('other values under some keys of a JSON text', () => {
  it('leave every other sign as somebody wrote it', () => {
    const before = [
      '{',
      '\t"engine" :  "post\\u0067res",',
      '  "password": "old \\" } ,",  "rate": 1.0, "big": 12345678901234567890,',
      '  "tags": { "password": "not this one", "list": [ 1 ,2 ] }, "e": 1E2',
      '}',
      '',
    ].join('\r\n');
    expect(replace(before, { password: 'new' })).toBe(
      before.replace('"old \\" } ,"', '"new"'),
    );
  });

  it('are added at the end where there is no such key', () => {
    expect(
      replace('{ "password": "old" }\n', { password: 'new', username: 'b"' }),
    ).toBe('{ "password": "new","username":"b\\"" }\n');
    expect(replace('{"a":1}', { b: 'x' })).toBe('{"a":1,"b":"x"}');
  });

  it('replace what is no string, and find keys that are written with escapes', () => {
    expect(
      replace('{"port": {"a": [1]}, "pass\\u0077ord": null}', {
        port: '5432',
        password: 'new',
      }),
    ).toBe('{"port": "5432", "pass\\u0077ord": "new"}');
  });

  it('are refused where one of the keys is there twice', () => {
    expect(() =>
      replace('{"password":"old","a":1,"password":"other"}', {
        password: 'new',
      }),
    ).toThrow(MisconfiguredError);
    expect(replace('{"a":1,"a":2,"b":"x"}', { b: 'y' })).toBe(
      '{"a":1,"a":2,"b":"y"}',
    );
  });

  it('come out as JSON reads them, whatever the object and the indentation', () => {
    const key = fc
      .string({ minLength: 1 })
      .filter(name => name !== '__proto__');
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue(), { minKeys: 1 }),
        fc.dictionary(key, fc.string()),
        fc.nat(3),
        (object, changes, indent) => {
          const text = JSON.stringify(object, undefined, indent);
          expect(JSON.parse(replace(text, changes))).toEqual(
            JSON.parse(JSON.stringify({ ...object, ...changes })),
          );
        },
      ),
    );
  });
});
