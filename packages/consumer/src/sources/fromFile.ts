import { dirname } from 'node:path';
import { SecretContent, SecretUnusableError } from '../SecretContent';
import { readWhole } from './readWhole';
import type { SecretSource } from './SecretSource';
import { watchFolder, type WatchOptions } from './watchFolder';

/** How a file holds a secret. @public */
export interface FileOptions extends WatchOptions {
  /**
   * `json`: one object, each key a field, `version` the store's id of the version. `text`: the file is the secret, as
   * the field `value`; one line end at its end is not part of it. Default: `json`.
   */
  format?: 'json' | 'text';
}

/** A secret in one file: mounted, or written by an agent. @public */
export function fromFile(
  file: string,
  options: FileOptions = {},
): SecretSource {
  const parse = options.format === 'text' ? parseText : parseFields;
  return {
    read: async () => parse(await readWhole(file)),
    watch: changed => watchFolder(dirname(file), changed, options),
  };
}

function parseText(text: string): SecretContent {
  return new SecretContent({ value: text.replace(/\r?\n$/, '') });
}

function parseFields(text: string): SecretContent {
  const read = parseJson(text);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new SecretUnusableError('The file holds no JSON object');
  }
  const { version, ...fields } = read as Record<string, unknown>;
  const texts = Object.entries(fields).map(([name, value]) => {
    if (typeof value !== 'string') {
      throw new SecretUnusableError('A field of the file is no text');
    }
    return [name, value] as const;
  });
  return new SecretContent(
    Object.fromEntries(texts),
    version === undefined ? undefined : String(version),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new SecretUnusableError('The file is not JSON, or only half of it');
  }
}
