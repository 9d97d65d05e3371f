import { createHash } from 'node:crypto';

/**
 * `$A$`, the rounds in thousands as three hexadecimal digits, `$`, a salt of 20 bytes and the digest: what
 * `caching_sha2_password` keeps, each byte as one character.
 */
const SHAPE = /^\$A\$([0-9A-F]{3})\$([\s\S]{20})([\s\S]{43})$/;
const SALT_BYTES = 20;
/** What servers use unless told otherwise. The passwords cannot be guessed at any number. */
const ROUNDS_IN_THOUSANDS = '005';

/** Ours have a salt that any text of SQL can hold. */
const ALPHABET =
  './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What `caching_sha2_password` keeps of a password. */
export function sha2Verifier(
  password: string,
  random: (bytes: number) => Buffer,
): string {
  const salt = [...random(SALT_BYTES)]
    .map(byte => ALPHABET[byte % ALPHABET.length])
    .join('');
  return written(password, salt, ROUNDS_IN_THOUSANDS);
}

/** Whether a verifier is that of a password. */
export function isSha2VerifierOf(verifier: string, password: string): boolean {
  const [, rounds, salt] = SHAPE.exec(verifier) ?? [];
  return (
    rounds !== undefined &&
    salt !== undefined &&
    written(password, salt, rounds) === verifier
  );
}

function written(password: string, salt: string, rounds: string): string {
  const digest = sha256Crypt(
    Buffer.from(password, 'utf8'),
    Buffer.from(salt, 'latin1'),
    parseInt(rounds, 16) * 1000,
  );
  return `$A$${rounds}$${salt}${digest}`;
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  parts.forEach(part => hash.update(part));
  return hash.digest();
}

/**
 * The digest of SHA-crypt with SHA-256 (Ulrich Drepper's specification, the `$5$` of crypt), whose salt is longer here
 * than the 16 bytes to which that of crypt is cut off.
 */
function sha256Crypt(password: Buffer, salt: Buffer, rounds: number): string {
  const other = sha256(password, salt, password);
  const lengthBits = [...password.length.toString(2)].reverse();
  let digest = sha256(
    password,
    salt,
    repeated(other, password.length),
    ...lengthBits.map(bit => (bit === '1' ? other : password)),
  );
  const p = repeated(
    sha256(...Array.from(password, () => password)),
    password.length,
  );
  const s = repeated(
    sha256(...Array.from({ length: 16 + digest[0] }, () => salt)),
    salt.length,
  );
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    digest = sha256(
      isOdd ? p : digest,
      ...(round % 3 === 0 ? [] : [s]),
      ...(round % 7 === 0 ? [] : [p]),
      isOdd ? digest : p,
    );
  }
  return encoded(digest);
}

function repeated(block: Buffer, length: number): Buffer {
  return Buffer.alloc(length, block);
}

/** Crypt's own base 64: three bytes in an order of its own, the lowest six bits first. */
function encoded(digest: Buffer): string {
  let text = '';
  for (let [a, b, c] = [0, 10, 20], group = 0; group < 10; group += 1) {
    text += letters((digest[a] << 16) | (digest[b] << 8) | digest[c], 4);
    [a, b, c] = [c + 1, a + 1, b + 1];
  }
  return text + letters((digest[31] << 8) | digest[30], 3);
}

function letters(bits: number, count: number): string {
  return Array.from(
    { length: count },
    (_, at) => ALPHABET[(bits >> (6 * at)) & 63],
  ).join('');
}
