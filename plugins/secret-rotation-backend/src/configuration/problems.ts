import type { Problem } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { z } from 'zod';

/** The key as an operator finds it in app-config: `secretRotation.enrolment[0].stores`. */
function keyOf(base: string, path: PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}.${String(part)}`,
    base,
  );
}

function valueAt(raw: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? Reflect.get(value, part)
        : undefined,
    raw,
  );
}

/** `secretRotation.…` is not a key that we know: mostly a misspelling. @internal */
export function unknownKey(key: string, known: string[]): Problem {
  return {
    code: 'unknown-key',
    message: `${key} is not a known key`,
    fix: known.length
      ? `Remove it or correct its spelling. Known here: ${known.join(', ')}`
      : 'Remove it or correct its spelling',
  };
}

/** `secretRotation.…` has a value that cannot be used. `must` goes on after the key: `must be a list`. @internal */
export function invalidValue(key: string, must: string): Problem {
  return {
    code: 'invalid-value',
    message: `${key} ${must}`,
    fix: `Correct ${key} in app-config`,
  };
}

/**
 * The first thing that a shape found wrong. It names the key, never the value: a credential may stand in its place.
 * @param base - where in app-config `raw` stands
 * @param known - the keys that the shape knows at its top
 * @internal
 */
export function problemOfShape(
  error: z.ZodError,
  raw: unknown,
  base: string,
  known: string[],
): Problem {
  const [issue] = error.issues;
  const key = keyOf(base, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return unknownKey(
      keyOf(key, issue.keys.slice(0, 1)),
      issue.path.length === 0 ? known : [],
    );
  }
  if (valueAt(raw, issue.path) === undefined) {
    return {
      code: 'missing-key',
      message: `${key} is missing`,
      fix: `Set ${key} in app-config; if it comes from an environment variable, set that`,
    };
  }
  const text = issue.message.replace(/^Invalid (input|option): /, '');
  return invalidValue(
    key,
    text.startsWith('must ') ? text : `is not valid: ${text}`,
  );
}
