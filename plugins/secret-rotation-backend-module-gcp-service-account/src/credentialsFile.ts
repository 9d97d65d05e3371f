import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** What of Google's credentials file matters here. @internal */
export interface ServiceAccountCredential {
  readonly email: string;
  readonly keyId: string;
  readonly privateKey: string;
}

const EMAIL = 'client_email';
const KEY_ID = 'private_key_id';
const PRIVATE_KEY = 'private_key';

/** The file's other fields are texts as well. */
const file = z.record(z.string(), z.string()).and(
  z.object({
    [EMAIL]: z.string(),
    [KEY_ID]: z.string(),
    [PRIVATE_KEY]: z.string(),
  }),
);

/**
 * The credential in a value, which has the fields of Google's credentials file.
 * @returns `undefined` when a field is missing
 * @internal
 */
export function credentialIn(
  value: SecretValue,
): ServiceAccountCredential | undefined {
  if (![EMAIL, KEY_ID, PRIVATE_KEY].every(name => value.has(name))) {
    return undefined;
  }
  return {
    email: value.reveal(EMAIL),
    keyId: value.reveal(KEY_ID),
    privateKey: value.reveal(PRIVATE_KEY),
  };
}

/**
 * The id of the key in a value.
 * @throws MisconfiguredError when the value is not one of this service account
 * @internal
 */
export function keyIdIn(value: SecretValue, account: string): string {
  const credential = credentialIn(value);
  if (!credential) {
    throw new MisconfiguredError(
      'The value in the store is not what Google writes into a credentials file',
      `Write the file into the store as JSON, with ${EMAIL}, ${KEY_ID} and ${PRIVATE_KEY}`,
    );
  }
  if (credential.email !== account) {
    throw new MisconfiguredError(
      `The value in the store belongs to another service account than ${account}`,
      'Correct the account in spec.rotation.options, or the value in the store',
    );
  }
  return credential.keyId;
}

/**
 * The value of a credentials file. What else lay beside the old one stays as it is.
 * @throws MisconfiguredError when the text is no such file
 * @internal
 */
export function valueOfFile(
  text: string,
  current: SecretValue | undefined,
): SecretValue {
  const fields = readFile(text);
  const made = Object.entries(fields)
    .filter(([name]) => !current || current.has(name))
    .map(
      ([name, value]) =>
        [name, { value, secret: name === PRIVATE_KEY }] as const,
    );
  return SecretValue.keeping(current, Object.fromEntries(made));
}

function readFile(text: string): Record<string, string> {
  try {
    return file.parse(JSON.parse(text));
  } catch {
    // The parser's text repeats what it could not read.
    throw new MisconfiguredError(
      'Google made a key whose file cannot be read',
      'Delete the newest key of the account, then recheck; look for a newer release of the rotator',
    );
  }
}
