import type { z } from 'zod';
import { MisconfiguredError } from './errors';

/**
 * Checks what an operator wrote for an entry, such as one of `secretRotation.stores`. The first thing that is wrong is
 * named by its whole key, and told how to mend it. What is written there is not repeated: it may be a secret.
 * @param schema - what an entry must look like
 * @param written - the entry as it stands in app-config
 * @param key - where the entry stands in app-config
 * @param fixes - what to do about each key of the entry; `admin` also stands for `admin.port`, unless that has its own
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readSettings<T>(
  schema: z.ZodType<T>,
  written: unknown,
  key: string,
  fixes: Readonly<Record<string, string>>,
): T {
  const read = schema.safeParse(written);
  if (read.success) return read.data;
  const path = (read.error.issues[0]?.path ?? []).map(String);
  const wrong = [key, ...path].join('.');
  const [fix] = path
    .map((_, end) => fixes[path.slice(0, path.length - end).join('.')])
    .filter(each => each !== undefined);
  throw new MisconfiguredError(
    `${wrong} is missing or not usable`,
    fix ?? (path.length > 0 ? `Correct ${wrong}` : `Write ${key} as an object`),
  );
}
