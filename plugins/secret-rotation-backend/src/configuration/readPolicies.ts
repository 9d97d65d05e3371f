import { z } from 'zod';
import { cronFault } from '../workflow/due';
import { DEFAULT_REMINDERS } from '../workflow/notices';
import { WAVES_BY_LIFECYCLE } from '../workflow/waves';
import type { ConfigurationEntry, Policy } from './model';
import { readSection } from './readSection';
import { duration, timeOfDay, timeZone, weekdays } from './shapes';

const MINUTE = 60_000;
const UTC = 'UTC';

const cron = z.string().superRefine((text, context) => {
  const fault = cronFault(text);
  if (fault !== undefined) context.addIssue(fault);
});

const window = z
  .strictObject({
    days: weekdays,
    from: timeOfDay,
    to: timeOfDay,
    timeZone: timeZone.optional(),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'must differ from from, else the window would never close',
  });

const reminders = z
  .strictObject({
    every: duration
      .refine(ms => ms >= 15 * MINUTE, 'must be 15 minutes or longer')
      .default(DEFAULT_REMINDERS.everyMs),
    times: z
      .int('must be a whole number')
      .min(0, 'must not be negative')
      .default(DEFAULT_REMINDERS.times),
    ahead: duration.refine(ms => ms > 0, 'must be longer than zero').optional(),
  })
  .prefault({});

const share = z
  .string('must be a percentage, for example 10%')
  .regex(
    /^(100|\d{1,2})%$/,
    'must be a percentage from 0% to 100%, for example 10%',
  )
  .transform(text => Number(text.slice(0, -1)) / 100);

const lifecycles = z
  .array(z.string().min(1, 'must not be empty'))
  .min(1, 'must name at least one; leave it out for the usual order')
  .refine(
    names => new Set(names).size === names.length,
    'must name each lifecycle once',
  );

const shape = z
  .strictObject({
    every: duration.refine(ms => ms > 0, 'must be longer than zero').optional(),
    cron: cron.optional(),
    timeZone: timeZone.optional(),
    window: window.optional(),
    jitter: duration.optional(),
    overlap: duration.default(60 * MINUTE),
    soak: duration.default(5 * MINUTE),
    firstRotation: z.enum(['now', 'when-due']).default('when-due'),
    verifyDeadline: duration.default(120 * MINUTE),
    onUnhealthy: z
      .enum(['hold', 'rollback', 'ask'])
      .default('hold')
      // What `hold` was called at first.
      .transform(word => (word === 'ask' ? 'hold' : word)),
    waves: z
      .strictObject({
        order: lifecycles.default([...WAVES_BY_LIFECYCLE.order]),
        canary: share.default(0),
        atOnce: z
          .int('must be a whole number')
          .positive('must be at least 1')
          .optional(),
      })
      .optional(),
    emergency: z
      .strictObject({ overlap: duration.optional(), soak: duration.optional() })
      .optional(),
    interruption: z.enum(['refuse', 'accept']).default('refuse'),
    reminders,
  })
  .refine(policy => policy.every === undefined || policy.cron === undefined, {
    path: ['cron'],
    message: 'must not stand beside every: keep one of the two',
  })
  .refine(policy => !policy.timeZone || policy.cron || policy.window, {
    path: ['timeZone'],
    message: 'must stand beside cron or window, which it is for',
  });

/** Reads `secretRotation.policies`. @internal */
export function readPolicies(
  raw: unknown,
  entries: ConfigurationEntry[],
): Map<string, Policy> {
  return readSection({
    section: 'policies',
    raw,
    shape,
    known: Object.keys(shape.shape),
    entries,
    build: (name, value) => ({
      name,
      everyMs: value.every,
      calendar:
        value.cron === undefined
          ? undefined
          : { cron: value.cron, timeZone: value.timeZone ?? UTC },
      window: value.window && {
        ...value.window,
        timeZone: value.window.timeZone ?? value.timeZone ?? UTC,
      },
      jitterMs: value.jitter,
      overlapMs: value.overlap,
      soakMs: value.soak,
      waves: value.waves && {
        order: value.waves.order,
        canaryShare: value.waves.canary,
        atOnce: value.waves.atOnce,
      },
      firstRotation: value.firstRotation,
      verifyDeadlineMs: value.verifyDeadline,
      onUnhealthy: value.onUnhealthy,
      emergency: value.emergency && {
        overlapMs: value.emergency.overlap,
        soakMs: value.emergency.soak,
      },
      acceptsInterruption: value.interruption === 'accept',
      reminders: {
        everyMs: value.reminders.every,
        times: value.reminders.times,
        aheadMs: value.reminders.ahead,
      },
    }),
  });
}
