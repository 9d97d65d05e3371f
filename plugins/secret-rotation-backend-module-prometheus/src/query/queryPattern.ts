import {
  MisconfiguredError,
  parseArgumentPattern,
  type ConsumerEntity,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** An operator's query with placeholders, checked once when the entry is read. */
export interface QueryPattern {
  /**
   * The query for one consumer.
   * @throws MisconfiguredError when the entity cannot fill a placeholder with one DNS label
   */
  expand(consumer: ConsumerEntity): string;
}

/** Strings in each of PromQL's three quotes, comments, everything else; a quote that is left over is not closed. */
const PIECES =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*|[^"'`#]+|["'`]/g;
/** Other names between braces may be part of a label's value: `handler="/orders/{id}"`. */
const PLACEHOLDER = /(\{(?:name|namespace|labels\.[\w./-]+)\})/;
/** Outside of strings PromQL has no bare name between braces, so this was meant as a placeholder. */
const BARE_NAME = /\{\s*[A-Za-z][\w./-]*\s*\}/;

/**
 * Reads a query in PromQL. A placeholder stands between quotes, and each is one DNS label: letters, digits, inner
 * hyphens. So it ends no string, it means nothing in a regular expression, and an entity can add no part of a query.
 * @param key - where it stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseQueryPattern(text: string, key: string): QueryPattern {
  if (text.includes('${'))
    throw new MisconfiguredError(
      `${key} uses \${…}, which Backstage replaces from the environment`,
      'Write the placeholder without the dollar sign: {name}',
    );
  const parts = (text.match(PIECES) ?? []).flatMap(piece =>
    isString(piece, key)
      ? piece.split(PLACEHOLDER).map(part => partOf(part, key))
      : [literal(piece, key)],
  );
  return {
    expand: consumer => parts.map(part => part.expand(consumer)).join(''),
  };
}

function isString(piece: string, key: string): boolean {
  const isQuoted = /^["'`]/.test(piece);
  if (isQuoted && piece.length === 1)
    throw new MisconfiguredError(
      `${key} has a quote that is not closed`,
      `Close it, or put a backslash before it`,
    );
  return isQuoted;
}

function partOf(part: string, key: string): QueryPattern {
  return PLACEHOLDER.test(part)
    ? parseArgumentPattern(part, key)
    : { expand: () => part };
}

function literal(piece: string, key: string): QueryPattern {
  if (BARE_NAME.test(piece))
    throw new MisconfiguredError(
      `${key} has a placeholder that is not between quotes`,
      'Write it as the value of a label, for example up{job="{name}"}',
    );
  return { expand: () => piece };
}
