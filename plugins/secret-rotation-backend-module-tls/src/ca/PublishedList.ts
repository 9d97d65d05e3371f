import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import { X509Crl } from '@peculiar/x509';
import type { CertificateLedger } from './CertificateLedger';
import type { Signer } from './signer';
import { signList } from './signList';
import { writeDurably } from './writeDurably';

/** Whoever serves it may read it. */
const MODE = 0o644;

/** The revocation list of a file authority, as `crl.pem` in its folder. */
export class PublishedList {
  readonly #file: string;
  readonly #ledger: CertificateLedger;
  readonly #lifetimeMs: number;
  readonly #now: () => Date;

  constructor(options: {
    folder: string;
    ledger: CertificateLedger;
    lifetimeMs: number;
    now: () => Date;
  }) {
    this.#file = join(options.folder, 'crl.pem');
    this.#ledger = options.ledger;
    this.#lifetimeMs = options.lifetimeMs;
    this.#now = options.now;
  }

  /** The list as it lies there, `undefined` where there is none yet. */
  async read(): Promise<Uint8Array | undefined> {
    return readFile(this.#file).catch(error => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  /** Whether half of its time is over, or there is none. */
  async isDue(): Promise<boolean> {
    const list = await this.read();
    if (!list) return true;
    const { thisUpdate } = new X509Crl(Buffer.from(list).toString('latin1'));
    return this.#now().getTime() - thisUpdate.getTime() >= this.#lifetimeMs / 2;
  }

  /** Signs it anew. When another worker revokes meanwhile, whoever is last lists both. */
  async write(signer: Signer): Promise<void> {
    let listed = -1;
    for (;;) {
      const revoked = await this.#ledger.revoked();
      if (revoked.length === listed) return;
      listed = revoked.length;
      const thisUpdate = this.#now();
      const list = await signList(signer, revoked, {
        thisUpdate,
        nextUpdate: new Date(thisUpdate.getTime() + this.#lifetimeMs),
      });
      await writeDurably(this.#file, list, {
        replace: true,
        mode: MODE,
      });
    }
  }
}
