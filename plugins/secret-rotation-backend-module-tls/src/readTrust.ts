import { readFileSync } from 'node:fs';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { certificatesIn } from './certificate/tlsMaterial';

/**
 * The certificates in an operator's file.
 * @param key - where the file is named in app-config
 * @throws MisconfiguredError when there is none
 */
export function readTrust(
  file: string,
  key: string,
): readonly [string, ...string[]] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // An unreadable file is said below, without its path.
  }
  const [first, ...others] = certificatesIn(text);
  if (first === undefined) {
    throw new MisconfiguredError(
      `${key} is missing or not usable`,
      'Name a file with certificates in PEM that Backstage may read',
    );
  }
  return [first, ...others];
}
