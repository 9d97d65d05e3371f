import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { checksumOf, verifyChecksum } from './checksum';

describe('the checksum', () => {
  // The check values of RFC 3720, appendix B.4, and of the usual test string.
  it.each([
    [Buffer.from('123456789'), 0xe3069283],
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ])('of known bytes is the known CRC-32C', (data, known) => {
    expect(checksumOf(data)).toBe(known);
    expect(() => verifyChecksum(data, known)).not.toThrow();
    expect(() => verifyChecksum(data, known + 1)).toThrow(UnavailableError);
    expect(() => verifyChecksum(data, NaN)).toThrow(UnavailableError);
  });
});
