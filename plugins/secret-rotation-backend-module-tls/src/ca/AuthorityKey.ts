import { readFile } from 'node:fs/promises';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { FileAuthoritySettings } from './settings';
import { openSigner, type Signer } from './signer';

/** The key file of an authority. It is read at each use, so that it can be renewed and stays no longer than needed. */
export class AuthorityKey {
  readonly #settings: FileAuthoritySettings;

  constructor(settings: FileAuthoritySettings) {
    this.#settings = settings;
  }

  /** @throws MisconfiguredError where it cannot sign */
  async open(): Promise<Signer> {
    const { certificates, keyFile, key, passphrase } = this.#settings;
    const text = await readFile(keyFile, 'utf8').catch(() => ''); // said below, without the path
    const signer = await openSigner(
      certificates[0],
      text,
      passphrase?.reveal('value'),
    );
    if (typeof signer === 'string') {
      throw new MisconfiguredError(
        `The key file of the authority ${signer}`,
        `Name in ${key}.keyFile the private key of the first certificate in ${key}.certificateFile, readable by Backstage`,
      );
    }
    return signer;
  }
}
