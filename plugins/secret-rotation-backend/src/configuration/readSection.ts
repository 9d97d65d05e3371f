import type { Problem } from '@keyturn/backstage-plugin-secret-rotation-common';
import { z } from 'zod';
import type { ConfigurationEntry } from './model';
import { invalidValue, problemOfShape } from './problems';

/** The key of the whole configuration in app-config. @internal */
export const ROOT_KEY = 'secretRotation';

/** Names that catalog files, patterns and messages can carry. */
const ENTRY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Says that an entry cannot be used. It becomes the entry's problem and goes no further. @internal */
export class EntryProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Whether a value of app-config is an object with keys. @internal */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the named entries of one section. An entry that cannot be used is left out of the answer and put on record in
 * `entries`; it never disturbs its neighbours.
 * @internal
 */
export function readSection<TShape extends z.ZodType, TEntry>(options: {
  section: ConfigurationEntry['section'];
  raw: unknown;
  shape: TShape;
  /** The keys that the shape knows, for the message about one that it does not. */
  known: string[];
  entries: ConfigurationEntry[];
  /** Throws {@link EntryProblem} when the entry cannot be used. */
  build: (name: string, value: z.output<TShape>) => TEntry;
}): Map<string, TEntry> {
  const { section, raw, shape, known, entries, build } = options;
  const usable = new Map<string, TEntry>();
  const base = `${ROOT_KEY}.${section}`;
  if (raw === undefined || raw === null) return usable;
  if (!isObject(raw)) {
    const problem = invalidValue(base, 'must be an object of named entries');
    entries.push({ section, name: section, problem });
    return usable;
  }
  for (const [name, value] of Object.entries(raw)) {
    const kind =
      isObject(value) && typeof value.kind === 'string'
        ? value.kind
        : undefined;
    const entry: ConfigurationEntry = { section, name };
    if (kind !== undefined) entry.kind = kind;
    entries.push(entry);
    const key = `${base}.${name}`;
    if (!ENTRY_NAME.test(name)) {
      entry.problem = invalidValue(
        key,
        'must have a name of at most 63 letters, digits, dots, dashes and underscores',
      );
      continue;
    }
    const parsed = shape.safeParse(value);
    if (!parsed.success) {
      entry.problem = problemOfShape(parsed.error, value, key, known);
      continue;
    }
    try {
      usable.set(name, build(name, parsed.data));
    } catch (error) {
      if (!(error instanceof EntryProblem)) throw error;
      entry.problem = error.problem;
    }
  }
  return usable;
}
