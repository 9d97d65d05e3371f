import { errorType } from '../engine/errorType';
import type { Tracing } from './alphaServices';

type Attributes = Readonly<Record<string, string | number>>;

/** Does work inside a span; the work may add to its attributes. */
export type Spanning = <T>(
  name: string,
  attributes: Attributes,
  work: (set: (key: string, value: string) => void) => Promise<T>,
  kind?: 'internal' | 'client',
) => Promise<T>;

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Work in spans of the backend's tracing service. An error never passes through that service: it records an error
 * with its text and its stack, and the text of an error may name a host or carry a value. The span is told its type.
 */
export function spanning(tracing: Tracing | undefined): Spanning {
  if (!tracing) return (_name, _attributes, work) => work(() => {});
  return async <T>(
    name: string,
    attributes: Attributes,
    work: (set: (key: string, value: string) => void) => Promise<T>,
    kind: 'internal' | 'client' = 'internal',
  ): Promise<T> => {
    const settled = await tracing.startActiveSpan<Settled<T>>(
      name,
      { attributes, kind },
      async span => {
        try {
          return {
            value: await work((key, value) => span.setAttribute(key, value)),
          };
        } catch (error) {
          span.setAttribute('error.type', errorType(error));
          span.setStatus({ code: 'error' });
          return { error };
        }
      },
    );
    if ('error' in settled) throw settled.error;
    return settled.value;
  };
}
