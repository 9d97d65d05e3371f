import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';

/** The text of a version, and where consumers look for it. */
export interface StoredText {
  readonly text: string;
  /** In `SecretBinary`, as UTF-8; else in `SecretString`. */
  readonly isBinary: boolean;
}

/** The part of a request or an answer that holds the value. */
interface Content {
  readonly SecretString?: string;
  readonly SecretBinary?: Uint8Array;
}

/**
 * What an answer holds; `undefined`: nothing.
 * @throws MisconfiguredError when it is bytes that are no text
 */
export function storedTextOf(content: Content): StoredText | undefined {
  const { SecretString, SecretBinary } = content;
  if (!SecretBinary) {
    return SecretString === undefined
      ? undefined
      : { text: SecretString, isBinary: false };
  }
  try {
    const exact = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { text: exact.decode(SecretBinary), isBinary: true };
  } catch {
    // What the decoder says is of no use to people.
    throw new MisconfiguredError(
      'The secret is binary and no text, and Keyturn rotates text and JSON alone',
      'Store it as text, for example PEM or base64',
    );
  }
}

/** The part of a request that writes the text where it belongs. */
export function contentOf({ text, isBinary }: StoredText): Content {
  return isBinary
    ? { SecretBinary: Buffer.from(text, 'utf8') }
    : { SecretString: text };
}

/** Whether consumers would read the same. */
export function isSameText(
  one: StoredText,
  other: StoredText | undefined,
): boolean {
  return one.text === other?.text && one.isBinary === other.isBinary;
}
