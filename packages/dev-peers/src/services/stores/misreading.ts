import { UnreadableValueError } from '../loadProblem';
import type { ServiceFault } from '../settings';
import type { StoredValue, StoreReader } from './StoreReader';

/** A reader as a service with this fault has it. @internal */
export function misreading(
  reader: StoreReader,
  fault: ServiceFault | undefined,
): StoreReader {
  if (fault !== 'keeps-cache' && fault !== 'cannot-read') return reader;
  let first: StoredValue | undefined;
  return {
    async readValue() {
      const value = await reader.readValue();
      first ??= value;
      if (fault === 'keeps-cache') {
        return { version: value.version, fields: first.fields };
      }
      if (value.version !== first.version) {
        throw new UnreadableValueError('Made unreadable by a fault');
      }
      return value;
    },
  };
}
