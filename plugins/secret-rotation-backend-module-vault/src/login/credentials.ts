import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A token, secret id or the like: where it comes from is known at start, what it is only when it is asked for. */
export interface Credential {
  /** Its key in app-config, for messages. */
  readonly key: string;
  /** The text itself. */
  read(): Promise<string>;
}

/** A credential that stands in app-config. Visible ASCII alone: anything else could end a header early. */
export const writtenText = z.string().regex(/^[\x21-\x7e]+$/);

/** The path of a file with a credential. */
export const fileName = z.string().min(1);

/** How many of some keys an entry gives. */
export function countGiven(...values: unknown[]): number {
  return values.filter(value => value !== undefined).length;
}

/**
 * The credential of the first key that an entry gives, `undefined` where it gives none of them. A key that ends in
 * `File` names a file, which is read anew each time: whoever replaces it need not restart the backend.
 * @param at - the entry's own key in app-config
 */
export function credentialOf<Name extends string>(
  entry: Partial<Record<Name, string>>,
  at: string,
  names: readonly Name[],
): Credential | undefined {
  const name = names.find(it => entry[it] !== undefined);
  const text = name && entry[name];
  if (name === undefined || text === undefined) {
    return undefined;
  }
  const key = `${at}.${name}`;
  return name.endsWith('File')
    ? { key, read: () => readCredentialFile(key, text) }
    : { key, read: async () => text };
}

/** As {@link credentialOf}, for an entry that was checked to give one of the keys. */
export function requiredCredentialOf<Name extends string>(
  entry: Partial<Record<Name, string>>,
  at: string,
  names: readonly Name[],
): Credential {
  const credential = credentialOf(entry, at, names);
  if (!credential) {
    throw new MisconfiguredError(
      `${at} gives none of ${names.join(', ')}`,
      `Give ${names[0]}`,
    );
  }
  return credential;
}

async function readCredentialFile(key: string, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new MisconfiguredError(
      `The file of ${key} cannot be read`,
      'Check that it exists and that the backend may read it',
    );
  });
  const read = writtenText.safeParse(text.trim());
  if (!read.success) {
    throw new MisconfiguredError(
      `The file of ${key} is empty, or holds more than one word`,
      'Write the bare text into it',
    );
  }
  return read.data;
}
