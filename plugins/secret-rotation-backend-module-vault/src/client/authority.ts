import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The certificates of a file in PEM. Read at start, so that a wrong file is named there and not in the first run.
 * @param key - in app-config
 */
export function readAuthority(key: string, file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    // The error says no more than that, and the file's name.
    throw new MisconfiguredError(
      `${key} names a file that cannot be read`,
      'Check that it exists and that the backend may read it',
    );
  }
  if (!holdsCertificate(pem)) {
    throw new MisconfiguredError(
      `${key} names a file without a certificate`,
      "Write the authority's certificates into it, in PEM",
    );
  }
  return pem;
}

function holdsCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false; // not one of X.509
  }
}
