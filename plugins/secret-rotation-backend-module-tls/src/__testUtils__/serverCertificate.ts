import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountName } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readTlsMaterial } from '../certificate/tlsMaterial';
import { at, createOwnAuthority } from './ownAuthority';

/** Writes a certificate for 127.0.0.1, its key and its authority into a folder: for a peer that itself speaks TLS. */
export async function writeServerCertificate(
  folder: string,
): Promise<{ certFile: string; keyFile: string; caFile: string }> {
  const own = await createOwnAuthority();
  try {
    const value = await own.rotator.issue(
      {
        options: own.rotator.parseOptions({ names: ['127.0.0.1'] }),
        account: accountName('127.0.0.1'),
        current: undefined,
        known: [],
        since: new Date(0),
      },
      at(1),
    );
    const material = readTlsMaterial(value);
    if (!material) throw new Error('The value holds no certificate');
    const [certFile, keyFile, caFile] = ['crt', 'key', 'ca'].map(ending =>
      join(folder, `peer.${ending}`),
    );
    await writeFile(certFile, material.certificate + material.chain);
    await writeFile(keyFile, material.privateKey, { mode: 0o600 });
    await writeFile(caFile, own.authority.trust.join(''));
    return { certFile, keyFile, caFile };
  } finally {
    await own.remove();
  }
}
