import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';

/** Whether a number is as it is to be. */
export type Comparison = (value: number) => boolean;

const COMPARISONS: Readonly<
  Record<string, (value: number, limit: number) => boolean>
> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

/**
 * Reads a comparison such as `< 0.01`. Pure.
 * @param key - where it stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseComparison(text: string, key: string): Comparison {
  const [, sign = '', limit = ''] =
    /^\s*(<=|>=|==|!=|<|>)\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)\s*$/i.exec(
      text,
    ) ?? [];
  const compare = COMPARISONS[sign];
  if (!compare)
    throw new MisconfiguredError(
      `${key} is no comparison with a number`,
      'Write for example "< 0.01" or ">= 1", between quotes',
    );
  return value => compare(value, Number(limit));
}
