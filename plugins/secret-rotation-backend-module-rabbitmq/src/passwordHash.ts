import { createHash, timingSafeEqual } from 'node:crypto';

const SALT_BYTES = 4;
const ALGORITHMS: Readonly<Record<string, string>> = {
  rabbit_password_hashing_sha256: 'sha256',
  rabbit_password_hashing_sha512: 'sha512',
};

/** What RabbitMQ keeps of a password. */
export interface PasswordHash {
  /** A salt and the hash of it with the password, in base64. Empty: no password is accepted. */
  readonly password_hash: string;
  readonly hashing_algorithm: string;
}

/** RabbitMQ's own hash of a password, so that it never hears the password. */
export function hashPassword(
  password: string,
  random: (bytes: number) => Buffer,
): PasswordHash {
  const salt = random(SALT_BYTES);
  return {
    password_hash: Buffer.concat([
      salt,
      digest('sha256', salt, password),
    ]).toString('base64'),
    hashing_algorithm: 'rabbit_password_hashing_sha256',
  };
}

/** Whether a password is the one of a hash. */
export function isPasswordOf(
  { password_hash, hashing_algorithm }: PasswordHash,
  password: string,
): boolean {
  const algorithm = ALGORITHMS[hashing_algorithm];
  const bytes = Buffer.from(password_hash, 'base64');
  if (algorithm === undefined || bytes.length <= SALT_BYTES) return false;
  const kept = bytes.subarray(SALT_BYTES);
  const own = digest(algorithm, bytes.subarray(0, SALT_BYTES), password);
  return kept.length === own.length && timingSafeEqual(kept, own);
}

function digest(algorithm: string, salt: Buffer, password: string): Buffer {
  return createHash(algorithm).update(salt).update(password).digest();
}
