/**
 * Whether one of an operator's patterns stands for a name of segments, such as `acme/checkout`. In a pattern `*` is any
 * part of one segment, and the segment `**` is one or more. Capital and small letters are the same. Pure.
 * @public
 */
export function isAllowedName(
  patterns: readonly string[],
  name: string,
): boolean {
  return patterns.some(pattern => expressionOf(pattern).test(name));
}

function expressionOf(pattern: string): RegExp {
  const segments = pattern.split('/').map(segment =>
    segment === '**'
      ? '.+'
      : segment
          .split('*')
          .map(literal => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('[^/]*'),
  );
  return new RegExp(`^${segments.join('/')}$`, 'i');
}
