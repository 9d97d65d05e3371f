import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, type JsonObject } from '@backstage/types';
import { z } from 'zod';
import { isTimeZone, WEEKDAYS } from '../workflow/due';

const DURATION = 'must be a duration, for example P30D or { days: 30 }';

function isDurationLike(value: unknown): value is string | JsonObject {
  return (
    typeof value === 'string' ||
    (typeof value === 'object' && value !== null && !Array.isArray(value))
  );
}

/** A duration as Backstage writes them, in milliseconds: ISO 8601, an object of units, or `30 days`. @internal */
export const duration = z
  .custom<string | JsonObject>(isDurationLike, DURATION)
  .transform((value, context) => {
    let milliseconds: number;
    try {
      milliseconds = durationToMilliseconds(
        readDurationFromConfig(new ConfigReader({ value }), { key: 'value' }),
      );
    } catch {
      // The parser's text repeats the value; ours says what is right.
      context.addIssue(DURATION);
      return z.NEVER;
    }
    if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
      context.addIssue(DURATION);
      return z.NEVER;
    }
    return milliseconds;
  });

/** The name of a time zone. @internal */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be a time zone, for example Europe/Berlin');

/** A time of day as `HH:MM`, in minutes after midnight. @internal */
export const timeOfDay = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d$/,
    'must be a time in quotes from "00:00" to "23:59"',
  )
  .transform(text => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** Days of the week; without them, every day. @internal */
export const weekdays = z
  .array(z.enum(WEEKDAYS, `must be one of ${WEEKDAYS.join(', ')}`))
  .min(1, 'must name at least one day; leave it out for every day')
  .default([...WEEKDAYS]);

/** The kind that a module provides. @internal */
export const kind = z.string().min(1, 'must name a kind');

/** Labels of workers. @internal */
export const workerLabels = z
  .array(
    z
      .string()
      .regex(
        /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
        'must be labels of at most 63 letters, digits, dots, dashes and underscores',
      ),
  )
  .default([]);

const pattern = z
  .string()
  .min(1, 'must not be empty')
  .refine(
    text => !text.split('/').some(part => part === '..' || part === '.'),
    'must not contain . or .. as a segment',
  );

/** Patterns over names, at least one. @internal */
export const patterns = z
  .array(pattern)
  .min(1, 'must name at least one, or * for all');

/** Patterns over paths of a store, which are written without a leading slash. @internal */
export const pathPatterns = z
  .array(
    pattern.refine(
      text => !text.startsWith('/') && !text.endsWith('/'),
      'must not begin or end with a slash',
    ),
  )
  .min(1, 'must name at least one');

/** What the paths of a store begin with. @internal */
export const pathPrefix = z
  .string()
  .max(512, 'must have at most 512 characters')
  .refine(
    text => !text.startsWith('/') && !text.includes('//'),
    'must not begin with a slash or have two in a row',
  )
  .refine(
    text => !text.split('/').some(part => part === '..' || part === '.'),
    'must not contain . or .. as a segment',
  );
