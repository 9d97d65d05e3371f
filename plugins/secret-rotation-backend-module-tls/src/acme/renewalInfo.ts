import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  X509Certificate,
} from '@peculiar/x509';
import { axios } from 'acme-client';
import { z } from 'zod';
import type { RenewalWindow } from '../CertificateAuthority';

const directoryShape = z.object({ renewalInfo: z.url().optional() });
const infoShape = z.object({
  suggestedWindow: z.object({
    start: z.iso.datetime({ offset: true }),
    end: z.iso.datetime({ offset: true }),
  }),
});
const SHORTEST_MS = 60_000;
const LONGEST_MS = 24 * 60 * 60_000;
const DEFAULT_MS = 6 * 60 * 60_000;

/** Asks ACME servers when they suggest to renew a certificate (RFC 9773), no oftener than they want to be asked. */
export class RenewalInfo {
  readonly #directory: string;
  readonly #now: () => number;
  readonly #known = new Map<
    string,
    { window?: RenewalWindow; until: number }
  >();

  constructor(directory: string, now: () => number) {
    this.#directory = directory;
    this.#now = now;
  }

  /** The window, `undefined` where the server suggests none. A server that fails throws as the library does. */
  async windowOf(certificate: string): Promise<RenewalWindow | undefined> {
    const id = certificateId(certificate);
    if (id === undefined) return undefined;
    const known = this.#known.get(id);
    if (known && this.#now() < known.until) return known.window;
    const asked = await this.#ask(id);
    this.#known.set(id, asked);
    return asked.window;
  }

  /** Whether the server suggests anything at all. */
  async isOffered(): Promise<boolean> {
    return (await this.#address()) !== undefined;
  }

  async #address(): Promise<string | undefined> {
    const directory = await axios.get(this.#directory);
    return directoryShape.parse(directory.data).renewalInfo;
  }

  async #ask(id: string): Promise<{ window?: RenewalWindow; until: number }> {
    const renewalInfo = await this.#address();
    if (!renewalInfo) return { until: this.#now() + LONGEST_MS };
    const { data, headers } = await axios.get(`${renewalInfo}/${id}`);
    const { start, end } = infoShape.parse(data).suggestedWindow;
    const window = { start: new Date(start), end: new Date(end) };
    const wish = Number(headers['retry-after']) * 1000 || DEFAULT_MS;
    return {
      // A window that ends before it begins is to be taken as none.
      ...(window.start < window.end && { window }),
      until: this.#now() + Math.min(Math.max(wish, SHORTEST_MS), LONGEST_MS),
    };
  }
}

/** RFC 9773: the identifier of the authority's key and the serial number, both base64url. */
export function certificateId(certificate: string): string | undefined {
  const leaf = new X509Certificate(certificate);
  const keyId = leaf.getExtension(AuthorityKeyIdentifierExtension)?.keyId;
  if (keyId === undefined) return undefined;
  // With the leading zero byte that a positive integer has in DER.
  const serial = /^[89a-f]/i.test(leaf.serialNumber)
    ? `00${leaf.serialNumber}`
    : leaf.serialNumber;
  return [keyId, serial]
    .map(hex => Buffer.from(hex, 'hex').toString('base64url'))
    .join('.');
}
