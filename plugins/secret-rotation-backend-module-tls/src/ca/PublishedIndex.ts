import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { REASON_CODES } from '../CertificateAuthority';
import type {
  CertificateLedger,
  IssuedCertificate,
  RevokedCertificate,
} from './CertificateLedger';
import { writeDurably } from './writeDurably';

/** Whoever answers over OCSP may read it. */
const MODE = 0o644;
/** Old and new are valid at once: without this OpenSSL refuses an index with two of one name. */
const ATTRIBUTES = 'unique_subject = no\n';

const REASON_NAMES = new Map(
  Object.entries(REASON_CODES).map(([name, code]) => [code, name]),
);

/** What a file authority signed and revoked as `index.txt` in its folder: OpenSSL's format, which responders read. */
export class PublishedIndex {
  readonly #file: string;
  readonly #ledger: CertificateLedger;

  constructor({
    folder,
    ledger,
  }: {
    folder: string;
    ledger: CertificateLedger;
  }) {
    this.#file = join(folder, 'index.txt');
    this.#ledger = ledger;
  }

  /** Writes it anew. When another worker signs or revokes meanwhile, whoever is last has both in it. */
  async write(): Promise<void> {
    await writeDurably(`${this.#file}.attr`, ATTRIBUTES, {
      replace: false,
      mode: MODE,
    });
    let entries = -1;
    for (;;) {
      const issued = await this.#ledger.issued();
      const revoked = await this.#ledger.revoked();
      if (issued.length + revoked.length === entries) return;
      entries = issued.length + revoked.length;
      const bySerial = new Map(revoked.map(each => [each.serial, each]));
      const lines = issued.map(each => lineOf(each, bySerial.get(each.serial)));
      await writeDurably(this.#file, lines.join(''), {
        replace: true,
        mode: MODE,
      });
    }
  }
}

function lineOf(
  { serial, certificate }: IssuedCertificate,
  revoked: RevokedCertificate | undefined,
): string {
  const { validToDate, subject } = new X509Certificate(certificate);
  const reason = REASON_NAMES.get(revoked?.reason ?? -1) ?? 'unspecified';
  return `${[
    revoked ? 'R' : 'V',
    timeOf(validToDate),
    revoked ? `${timeOf(revoked.at)},${reason}` : '',
    serial.toUpperCase(),
    'unknown',
    `/${subject ?? ''}`,
  ].join('\t')}\n`;
}

/** Two digits of the year until 2049, as ASN.1 has them. */
function timeOf(date: Date): string {
  const time = DateTime.fromJSDate(date, { zone: 'utc' });
  return time.toFormat(
    time.year < 2050 ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'",
  );
}
