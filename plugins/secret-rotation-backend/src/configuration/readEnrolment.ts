import { z } from 'zod';
import { matchesAny } from './globs';
import type { ConfigurationEntry, EnrolmentRule } from './model';
import { invalidValue, problemOfShape } from './problems';
import { ROOT_KEY } from './readSection';
import { patterns } from './shapes';

const shape = z.strictObject({
  namespaces: patterns,
  stores: patterns,
  rotators: patterns,
});

/**
 * Reads `secretRotation.enrolment`. A rule that cannot be used enrols nothing; so does one that names a store or a
 * rotator which app-config does not have, because that is a misspelling.
 * @param declared - names of all entries, the unusable ones too
 * @internal
 */
export function readEnrolment(
  raw: unknown,
  declared: { stores: string[]; rotators: string[] },
  entries: ConfigurationEntry[],
): EnrolmentRule[] {
  const base = `${ROOT_KEY}.enrolment`;
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    const problem = invalidValue(base, 'must be a list of rules');
    entries.push({ section: 'enrolment', name: 'enrolment', problem });
    return [];
  }
  const rules: EnrolmentRule[] = [];
  raw.forEach((value: unknown, index) => {
    const name = `enrolment[${index}]`;
    const key = `${base}[${index}]`;
    const entry: ConfigurationEntry = { section: 'enrolment', name };
    entries.push(entry);
    const parsed = shape.safeParse(value);
    if (!parsed.success) {
      const known = Object.keys(shape.shape);
      entry.problem = problemOfShape(parsed.error, value, key, known);
      return;
    }
    for (const section of ['stores', 'rotators'] as const) {
      const stray = parsed.data[section].find(
        pattern => !declared[section].some(it => matchesAny([pattern], it)),
      );
      if (stray !== undefined) {
        entry.problem = invalidValue(
          `${key}.${section}`,
          `names "${stray}", which matches none of ${ROOT_KEY}.${section}`,
        );
        return;
      }
    }
    rules.push(parsed.data);
  });
  return rules;
}
