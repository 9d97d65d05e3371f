import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from './writeDurably';

const issuedShape = z.object({
  account: z.string(),
  run: z.number(),
  certificate: z.string(),
});
const revokedShape = z.object({ reason: z.number(), at: z.string() });
const SERIAL = /^[0-9a-f]+$/;

/** A certificate that the authority signed. */
export type IssuedCertificate = z.infer<typeof issuedShape> & {
  readonly serial: string;
};

/** A certificate that the authority revoked. */
export interface RevokedCertificate {
  readonly serial: string;
  readonly reason: number;
  readonly at: Date;
}

/**
 * What a file authority signed and revoked: a file for each, never written twice, so that workers on several machines
 * need no lock.
 */
export class CertificateLedger {
  readonly #issued: string;
  readonly #revoked: string;

  constructor(folder: string) {
    this.#issued = join(folder, 'issued');
    this.#revoked = join(folder, 'revoked');
  }

  /** Makes the folders, where they are missing. */
  async prepare(): Promise<void> {
    await mkdir(this.#issued, { recursive: true, mode: 0o700 });
    await mkdir(this.#revoked, { recursive: true, mode: 0o700 });
  }

  /** Writes down what was signed, durably, before anybody gets it. */
  async addIssued({ serial, ...issued }: IssuedCertificate): Promise<void> {
    await writeDurably(fileIn(this.#issued, serial), JSON.stringify(issued), {
      replace: false,
    });
  }

  /** Writes down what is revoked. What is already keeps its time and reason. */
  async addRevoked({ serial, reason, at }: RevokedCertificate): Promise<void> {
    const content = JSON.stringify({ reason, at: at.toISOString() });
    await writeDurably(fileIn(this.#revoked, serial), content, {
      replace: false,
    });
  }

  async issued(): Promise<IssuedCertificate[]> {
    const found = await readAll(this.#issued, issuedShape);
    return found.map(([serial, content]) => ({ serial, ...content }));
  }

  async revoked(): Promise<RevokedCertificate[]> {
    const found = await readAll(this.#revoked, revokedShape);
    return found.map(([serial, { reason, at }]) => ({
      serial,
      reason,
      at: new Date(at),
    }));
  }
}

function fileIn(folder: string, serial: string): string {
  if (!SERIAL.test(serial)) throw new Error('A serial number is hexadecimal');
  return join(folder, `${serial}.json`);
}

async function readAll<T>(
  folder: string,
  shape: z.ZodType<T>,
): Promise<Array<[serial: string, content: T]>> {
  const names = await readdir(folder).catch(error => {
    if (error.code === 'ENOENT') return []; // nothing was signed yet
    throw error;
  });
  const files = names.filter(name => name.endsWith('.json')).sort();
  const found: Array<[string, T]> = [];
  for (const name of files) {
    const text = await readFile(join(folder, name), 'utf8');
    found.push([name.slice(0, -'.json'.length), shape.parse(JSON.parse(text))]);
  }
  return found;
}
