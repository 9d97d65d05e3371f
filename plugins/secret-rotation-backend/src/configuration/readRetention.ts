import { z } from 'zod';
import type { ConfigurationEntry, RetentionSettings } from './model';
import { problemOfShape } from './problems';
import { ROOT_KEY } from './readSection';
import { duration } from './shapes';

const DAY = 24 * 60 * 60 * 1000;

const age = duration.refine(ms => ms >= DAY, 'must be a day or longer');

const settings = z.strictObject({
  runs: age.default(400 * DAY),
  audit: age.default(7 * 365 * DAY),
  versions: age.default(400 * DAY),
});

const shape = settings.refine(({ runs, audit }) => audit >= runs, {
  path: ['audit'],
  message:
    'must not be shorter than retention.runs, or a run would lose its audit trail',
});

/** Reads `secretRotation.retention`. What is wrong is put on record, and the defaults stand. @internal */
export function readRetention(
  raw: unknown,
  entries: ConfigurationEntry[],
): RetentionSettings {
  const parsed = shape.safeParse(raw ?? {});
  if (!parsed.success) {
    const problem = problemOfShape(
      parsed.error,
      raw,
      `${ROOT_KEY}.retention`,
      Object.keys(settings.shape),
    );
    entries.push({ section: 'root', name: 'retention', problem });
  }
  const value = parsed.success ? parsed.data : shape.parse({});
  return {
    runsMs: value.runs,
    auditMs: value.audit,
    versionsMs: value.versions,
  };
}
