import { Minimatch } from 'minimatch';

/**
 * The operator's patterns: `*` is any run of characters without `/`, `**` any number of segments, `?` one character.
 * Braces, negation, comments and extended globs are off, so that a pattern can only ever allow what it spells.
 */
const SYNTAX = {
  dot: true,
  nobrace: true,
  nocomment: true,
  noext: true,
  nonegate: true,
} as const;

/** Whether a text matches one of the patterns as a whole. @internal */
export function matchesAny(patterns: string[], text: string): boolean {
  return patterns.some(pattern => new Minimatch(pattern, SYNTAX).match(text));
}

/** {@link matchesAny} for names of catalog namespaces, which the catalog compares without case. @internal */
export function namespaceMatchesAny(
  patterns: string[],
  namespace: string,
): boolean {
  const options = { ...SYNTAX, nocase: true };
  return patterns.some(pattern =>
    new Minimatch(pattern, options).match(namespace),
  );
}
