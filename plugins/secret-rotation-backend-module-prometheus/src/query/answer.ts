import { z } from 'zod';

const sample = z.tuple([z.number(), z.string()]);

/** What Prometheus answers to an instant query, as far as it is used. */
export const answer = z.object({
  status: z.literal('success'),
  /** Said of partial answers too. */
  warnings: z.array(z.unknown()).default([]),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      // Absent where the series has native histograms in place of numbers.
      result: z.array(z.object({ value: sample.optional() })),
    }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
    // Nothing that a number could be compared with.
    z.object({ resultType: z.enum(['matrix', 'string']) }),
  ]),
});

/** One number and its time in ms. */
export interface Sample {
  readonly at: number;
  /** `NaN` where it is none. */
  readonly value: number;
}

/** The numbers of an answer; `undefined` where it may not be all of them, or where it is about something else. Pure. */
export function samplesOf({
  warnings,
  data,
}: z.output<typeof answer>): readonly Sample[] | undefined {
  if (warnings.length > 0) return undefined;
  switch (data.resultType) {
    case 'vector':
      return data.result.map(({ value }) => toSample(value ?? [0, 'NaN']));
    case 'scalar':
      return [toSample(data.result)];
    default:
      return undefined;
  }
}

function toSample([seconds, text]: z.output<typeof sample>): Sample {
  return { at: seconds * 1_000, value: toNumber(text) };
}

function toNumber(text: string): number {
  const infinite = /^([+-]?)Inf$/.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return text.trim() === '' ? NaN : Number(text);
}
