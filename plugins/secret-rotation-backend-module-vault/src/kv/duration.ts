import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** The milliseconds of a duration as Go prints it: `768h0m0s`, `-1s`. What is finer than that counts as nothing. */
export function parseGoDuration(text: string): number {
  const sum = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (total, [, amount, unit = '']) =>
      total + Number(amount) * (UNIT_MS[unit] ?? 0),
    0,
  );
  return text.startsWith('-') ? -sum : sum;
}

/** Such a duration in an answer, as milliseconds; 0 where the server does not know the setting. */
export const goDuration = z.string().default('0s').transform(parseGoDuration);
