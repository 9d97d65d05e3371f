import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const ITERATIONS = 4096;
const KEY_BYTES = 32;

/**
 * The SCRAM-SHA-256 verifier (RFC 5802, RFC 7677) of a password in PostgreSQL's notation. The server keeps it as it
 * is, so the password itself never reaches it in SQL and no server log can hold it.
 *
 * The password must be printable ASCII: then SASLprep leaves it as it is.
 */
export async function scramVerifier(
  password: string,
  salt: Buffer,
  iterations = ITERATIONS,
): Promise<string> {
  if (!/^[\x20-\x7e]+$/.test(password)) {
    throw new Error('Only printable ASCII has the same form after SASLprep');
  }
  const salted = await promisify(pbkdf2)(
    password,
    salt,
    iterations,
    KEY_BYTES,
    'sha256',
  );
  const clientKey = keyed(salted, 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = keyed(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString(
    'base64',
  )}$${storedKey}:${serverKey}`;
}

function keyed(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
