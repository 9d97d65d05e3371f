import { DateTime } from 'luxon';
import { z } from 'zod';
import { matchesAny } from './globs';
import type { ConfigurationEntry, FreezeRule } from './model';
import { invalidValue, problemOfShape } from './problems';
import { ROOT_KEY } from './readSection';
import { patterns, timeZone } from './shapes';

const shape = z.strictObject({
  from: z.string(),
  to: z.string(),
  timeZone: timeZone.default('UTC'),
  reason: z.string().min(1, 'must say why'),
  policies: patterns.default(['*']),
  namespaces: patterns.default(['*']),
});

/**
 * Reads `secretRotation.freezes`. One that cannot be used holds nothing back; so does one that names a policy which
 * app-config does not have, because that is a misspelling.
 * @param declaredPolicies - names of all policies, the unusable ones too
 * @internal
 */
export function readFreezes(
  raw: unknown,
  declaredPolicies: string[],
  entries: ConfigurationEntry[],
): FreezeRule[] {
  const base = `${ROOT_KEY}.freezes`;
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    const problem = invalidValue(base, 'must be a list of freezes');
    entries.push({ section: 'freezes', name: 'freezes', problem });
    return [];
  }
  const freezes: FreezeRule[] = [];
  raw.forEach((value: unknown, index) => {
    const name = `freezes[${index}]`;
    const key = `${base}[${index}]`;
    const entry: ConfigurationEntry = { section: 'freezes', name };
    entries.push(entry);
    const parsed = shape.safeParse(value);
    if (!parsed.success) {
      const known = Object.keys(shape.shape);
      entry.problem = problemOfShape(parsed.error, value, key, known);
      return;
    }
    const { reason, policies, namespaces } = parsed.data;
    const from = instantOf(parsed.data.from, parsed.data.timeZone);
    const to = instantOf(parsed.data.to, parsed.data.timeZone);
    const stray = policies.find(
      pattern => !declaredPolicies.some(it => matchesAny([pattern], it)),
    );
    if (from === undefined || to === undefined) {
      entry.problem = invalidValue(
        `${key}.${from === undefined ? 'from' : 'to'}`,
        'must be a date or a time in quotes, for example "2026-12-20" or "2026-12-20T18:00"',
      );
    } else if (to <= from) {
      entry.problem = invalidValue(`${key}.to`, 'must be later than from');
    } else if (stray !== undefined) {
      entry.problem = invalidValue(
        `${key}.policies`,
        `names "${stray}", which matches none of ${ROOT_KEY}.policies`,
      );
    } else {
      freezes.push({ from, to, reason, policies, namespaces });
    }
  });
  return freezes;
}

function instantOf(text: string, zone: string): number | undefined {
  const time = DateTime.fromISO(text, { zone });
  return time.isValid ? time.toMillis() : undefined;
}
