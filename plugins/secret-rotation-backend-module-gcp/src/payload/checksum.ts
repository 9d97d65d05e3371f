import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { buf } from 'crc-32/crc32c';

/** CRC-32C, as Secret Manager counts it. */
export function checksumOf(data: Uint8Array): number {
  // The library answers a signed number.
  return buf(data) >>> 0;
}

/** @throws UnavailableError when the bytes are not those that the checksum was made of */
export function verifyChecksum(data: Uint8Array, checksum: number): void {
  if (checksumOf(data) !== checksum) {
    throw new UnavailableError(
      'A value was damaged on its way from Secret Manager',
    );
  }
}
