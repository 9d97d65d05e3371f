import * as fc from 'fast-check';

const RUNS = 12;

/**
 * Tries a property of texts with any text, and with texts of nothing but the given signs.
 * @returns what the fuzzing part of a conformance kit asks for
 * @public
 */
export function forManyTexts(
  signs: readonly string[],
): (hold: (text: string) => Promise<void>) => Promise<void> {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }),
    fc.string({
      unit: fc.constantFrom(...signs),
      minLength: 1,
      maxLength: 24,
    }),
  );
  return hold => fc.assert(fc.asyncProperty(texts, hold), { numRuns: RUNS });
}
