import { randomBytes } from 'node:crypto';
import { isOfClass, type PasswordPolicy } from './PasswordPolicy';

/**
 * Draws a password from the system's cryptographic randomness. Each character is equally probable: bytes that would
 * favour the first ones are thrown away. A draw without a required class is thrown away whole, so that each password
 * which follows the policy stays equally probable.
 * @param random - gives that many random bytes
 * @public
 */
export function generatePassword(
  policy: PasswordPolicy,
  random: (bytes: number) => Buffer = randomBytes,
): string {
  for (;;) {
    const password = draw(policy, random);
    const isComplete = policy.require.every(name =>
      [...password].some(character => isOfClass(character, name)),
    );
    if (isComplete) return password;
  }
}

const BYTE = 256;

function draw(
  { characters, length }: PasswordPolicy,
  random: (bytes: number) => Buffer,
): string {
  const fair = BYTE - (BYTE % characters.length);
  let drawn = '';
  while (drawn.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && drawn.length < length)
        drawn += characters[byte % characters.length];
    }
  }
  return drawn;
}
