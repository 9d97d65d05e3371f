import {
  MisconfiguredError,
  refuseOtherStructure,
  textOfValue,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

const MOST_BYTES = 65_536;

/**
 * The text that holds the value in place of the one before.
 * @throws MisconfiguredError when the consumers of the one before could not read it, or when it is too large
 */
export function textWith(
  value: SecretValue,
  before: string | undefined,
): string {
  if (before !== undefined) {
    refuseOtherStructure(value, before);
  }
  const text = textOfValue(value, before);
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new MisconfiguredError(
      'The secret would be larger than the 64 KiB that AWS takes',
      'Keep large parts elsewhere, or let the rotator make a smaller value',
    );
  }
  return text;
}
