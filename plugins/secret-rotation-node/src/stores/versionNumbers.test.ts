import { storeVersionId } from '../contracts/SecretStore';
import { MisconfiguredError } from '../errors';
import {
  idOfVersionNumber,
  requireVersionNumber,
  versionNumberOf,
} from './versionNumbers';

describe("a version's number", () => {
  it('comes back from its id', () => {
    expect(versionNumberOf(idOfVersionNumber(42))).toBe(42);
    expect(requireVersionNumber(idOfVersionNumber(42))).toBe(42);
  });

  it.each(['', '0', '042', '-1', '1.5', '1e3', 'latest', '9'.repeat(16)])(
    'is none for the id %p, which another kind of store gave',
    text => {
      const id = storeVersionId(text);
      expect(versionNumberOf(id)).toBeUndefined();
      expect(() => requireVersionNumber(id)).toThrow(MisconfiguredError);
    },
  );
});
