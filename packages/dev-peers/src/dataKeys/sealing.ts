import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SealedRecord } from './RecordStore';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const shape = z.object({
  keys: z.array(z.object({ kid: z.string(), k: z.string() })),
  current: z.string(),
  previous: z.string().optional(),
});

/** The data keys of a value, as a service reads them: which one encrypts, and which one does no more. @public */
export type DataKeys = z.infer<typeof shape>;

/** Reads the text of a key set. @throws Error when it is none @public */
export function readDataKeys(text: string): DataKeys {
  return shape.parse(JSON.parse(text));
}

/** Encrypts with the key that is in use. @public */
export function seal(keys: DataKeys, text: string): SealedRecord {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, bytesOf(keys, keys.current), nonce);
  const parts = [nonce, cipher.update(text, 'utf8'), cipher.final()];
  const sealed = Buffer.concat([...parts, cipher.getAuthTag()]);
  return { kid: keys.current, sealed: sealed.toString('base64url') };
}

/** Decrypts with whichever key a record needs. @throws UnknownKeyError when that key is not there @public */
export function unseal(keys: DataKeys, { kid, sealed }: SealedRecord): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(
    CIPHER,
    bytesOf(keys, kid),
    bytes.subarray(0, NONCE_BYTES),
  );
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}

/** A record needs a key that a value does not have. @public */
export class UnknownKeyError extends Error {
  readonly code = 'UNKNOWN_KEY';
}

function bytesOf({ keys }: DataKeys, kid: string): Buffer {
  const key = keys.find(each => each.kid === kid);
  if (!key) throw new UnknownKeyError('A record needs another key');
  return Buffer.from(key.k, 'base64url');
}
