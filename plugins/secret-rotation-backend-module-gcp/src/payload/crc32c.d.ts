// The package describes its CRC-32 in types, not the CRC-32C beside it.
declare module 'crc-32/crc32c' {
  /** The CRC-32C of bytes, as a signed number. */
  export function buf(data: Uint8Array): number;
}
