import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pebble } from '@keyturn/dev-peers';
import { z } from 'zod';
import { signList } from './authority';

/** Pebble says in its log what it signed, and nowhere else. */
const SIGNED = /Issued certificate serial ([0-9a-f]+) for order/g;
const statusShape = z.object({ Status: z.string() });

/** What Pebble signed and revoked, and the list of it that Pebble does not publish. */
export class PebbleRecords {
  readonly #pebble: Pebble;
  readonly #log: string;
  readonly #revoked = new Set<string>();

  constructor(pebble: Pebble, dataDir: string) {
    this.#pebble = pebble;
    this.#log = join(dataDir, 'server.log');
  }

  /** The serial numbers of certificates that are good. */
  async good(): Promise<string[]> {
    const { good } = await this.#read();
    return good;
  }

  /** A stand-in for the revocation list: it says what Pebble says, and Pebble's own intermediate key signs it. */
  async list(): Promise<string> {
    const { revoked } = await this.#read();
    const [certificate, privateKey] = await Promise.all(
      ['/intermediates/0', '/intermediate-keys/0'].map(path =>
        this.#pebble.manage(path),
      ),
    );
    return signList({ certificate, privateKey }, revoked);
  }

  async #read(): Promise<{ good: string[]; revoked: string[] }> {
    const log = await readFile(this.#log, 'utf8');
    const signed = [...log.matchAll(SIGNED)].map(([, serial]) => serial);
    const open = signed.filter(serial => !this.#revoked.has(serial));
    for (const serial of open) {
      const path = `/cert-status-by-serial/${serial}`;
      const { Status: status } = statusShape.parse(
        JSON.parse(await this.#pebble.manage(path)),
      );
      // What is revoked stays so.
      if (status === 'Revoked') this.#revoked.add(serial);
    }
    const isRevoked = (serial: string) => this.#revoked.has(serial);
    return {
      good: signed.filter(serial => !isRevoked(serial)),
      revoked: signed.filter(isRevoked),
    };
  }
}
