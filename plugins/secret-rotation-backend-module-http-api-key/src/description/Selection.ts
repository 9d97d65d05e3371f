import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import jsonata from 'jsonata';
import { compile } from 'jsonpointer';

/** Picks a part of a provider's answer; `undefined` where there is none. @internal */
export type Selection = (answer: unknown) => Promise<unknown>;

/** What an expression of the operator's may cost on an answer of the provider's. */
const LIMITS = { timeout: 1_000, stack: 200 };

/**
 * Reads a JSON pointer (empty, or with a leading slash) or a JSONata expression (everything else).
 * @throws MisconfiguredError when it is neither
 * @internal
 */
export function parseSelection(text: string, key: string): Selection {
  try {
    if (text === '') return async answer => answer;
    if (text.startsWith('/')) {
      const pointer = compile(text);
      return async answer =>
        typeof answer === 'object' && answer !== null
          ? pointer.get(answer)
          : undefined;
    }
    const expression = jsonata(text, LIMITS);
    return async answer =>
      expression.evaluate(answer).catch(() => {
        // Its own words may quote the answer.
        throw new MisconfiguredError(
          `${key} does not work on the provider's answer`,
          'Try the expression on an answer of the provider',
        );
      });
  } catch {
    throw new MisconfiguredError(
      `${key} is neither a JSON pointer nor a JSONata expression`,
      'Write for example /data/id, or data.attributes.key',
    );
  }
}
