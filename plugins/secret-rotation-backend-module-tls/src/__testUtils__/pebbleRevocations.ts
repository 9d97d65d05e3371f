import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pebble } from '@keyturn/dev-peers';
import { openSigner } from '../ca/signer';
import { signList } from '../ca/signList';
import type { OcspFiles } from './ocspResponder';

const DAY_MS = 86_400_000;
/** All that Pebble signs ends before. */
const END = '491231235959Z';
const REVOKED_AT = '260101000000Z';

/**
 * A stand-in for the revocation list that Pebble does not publish: its content is what Pebble's management says, and
 * Pebble's own intermediate key signs it.
 */
export async function listOf(
  pebble: Pebble,
  statuses: Record<string, string>,
): Promise<string> {
  const signer = await openSigner(
    await pebble.manage('/intermediates/0'),
    await pebble.manage('/intermediate-keys/0'),
    undefined,
  );
  if (typeof signer === 'string') throw new Error('Pebble gave no usable key');
  const revoked = Object.entries(statuses)
    .filter(([, status]) => status === 'Revoked')
    .map(([serial]) => ({ serial, reason: 4, at: new Date() }));
  const thisUpdate = new Date();
  return signList(signer, revoked, {
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + DAY_MS),
  });
}

/** The files from which OpenSSL answers over OCSP, which Pebble does not do either: again with what Pebble itself says. */
export async function writeOcspFiles(
  folder: string,
  pebble: Pebble,
  statuses: Record<string, string>,
): Promise<OcspFiles> {
  const [index, authority, signerKey] = ['txt', 'pem', 'key'].map(ending =>
    join(folder, `ocsp.${ending}`),
  );
  const lines = Object.entries(statuses).map(([serial, status]) =>
    [
      status === 'Revoked' ? 'R' : 'V',
      END,
      status === 'Revoked' ? REVOKED_AT : '',
      serial.toUpperCase(),
      'unknown',
      '/',
    ].join('\t'),
  );
  await writeFile(`${index}.attr`, 'unique_subject = no\n');
  await writeFile(index, `${lines.join('\n')}\n`);
  await writeFile(authority, await pebble.manage('/intermediates/0'));
  await writeFile(signerKey, await pebble.manage('/intermediate-keys/0'));
  return { index, authority, signer: authority, signerKey };
}
