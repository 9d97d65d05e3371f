import { randomBytes, X509Certificate } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import {
  MisconfiguredError,
  UnavailableError,
  checkRefusal,
  type AccountName,
  type PreflightCheck,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  REASON_CODES,
  type CertificateAuthority,
  type RevocationReason,
  type SigningRequest,
} from '../CertificateAuthority';
import { listAt, listSource } from '../revocation/list/listSource';
import { ocspAt } from '../revocation/ocsp/ocspSource';
import type { RevocationSource } from '../revocation/RevocationSource';
import { AuthorityKey } from './AuthorityKey';
import { CertificateLedger, type IssuedCertificate } from './CertificateLedger';
import { PublishedIndex } from './PublishedIndex';
import { PublishedList } from './PublishedList';
import type { FileAuthoritySettings } from './settings';
import { signCertificate } from './signCertificate';

/** Clocks of clients differ. */
const BACKDATED_MS = 5 * 60_000;
const SERIAL_BYTES = 16;

/** An authority whose key is a file, and which keeps in a folder what it signed and revoked. */
export class FileAuthority implements CertificateAuthority {
  readonly trust: readonly string[];
  readonly #settings: FileAuthoritySettings;
  readonly #key: AuthorityKey;
  readonly #ledger: CertificateLedger;
  readonly #list: PublishedList;
  readonly #index: PublishedIndex;
  readonly #now: () => Date;

  constructor(settings: FileAuthoritySettings, now = () => new Date()) {
    this.trust = settings.certificates;
    this.#settings = settings;
    this.#key = new AuthorityKey(settings);
    this.#now = now;
    this.#ledger = new CertificateLedger(settings.folder);
    const { folder } = settings;
    this.#index = new PublishedIndex({ folder, ledger: this.#ledger });
    this.#list = new PublishedList({
      folder,
      ledger: this.#ledger,
      lifetimeMs: settings.list.lifetimeMs,
      now,
    });
  }

  async preflight(): Promise<PreflightCheck[]> {
    return [
      await checkRefusal('tls-ca.key', async () => {
        await this.#key.open();
        return 'The authority’s key signs';
      }),
      await checkRefusal('tls-ca.folder', async () => {
        await this.#throwUnlessWritable();
        return 'What is signed and revoked can be written down';
      }),
    ];
  }

  async sign(
    { account, names, request }: SigningRequest,
    { fence }: WriteContext,
  ): Promise<string[]> {
    const signer = await this.#key.open();
    await this.#onDisk(() => this.#ledger.prepare());
    const now = this.#now().getTime();
    const serial = newSerial();
    const signed = await signCertificate(
      signer,
      { names, request },
      {
        serial,
        notBefore: new Date(now - BACKDATED_MS),
        notAfter: new Date(
          Math.min(
            now + this.#settings.lifetimeMs,
            signer.certificate.notAfter.getTime(),
          ),
        ),
        listUrl: this.#settings.list.url,
        responderUrl: this.#settings.responderUrl,
      },
    );
    const certificate = `${signed.toString('pem')}\n`;
    await this.#onDisk(async () => {
      const { run } = fence;
      await this.#ledger.addIssued({ serial, account, run, certificate });
      await this.#index.write();
    });
    await this.refreshList();
    return [certificate, ...this.trust];
  }

  async signedInRun(
    { account }: { account: AccountName },
    { fence }: WriteContext,
  ): Promise<string[]> {
    return this.#validOnes(
      issued => issued.account === account && issued.run === fence.run,
    );
  }

  async validOnes(account: AccountName): Promise<string[]> {
    return this.#validOnes(issued => issued.account === account);
  }

  async revoke(certificate: string, reason: RevocationReason): Promise<void> {
    const signer = await this.#key.open();
    await this.#onDisk(async () => {
      await this.#ledger.prepare();
      await this.#ledger.addRevoked({
        serial: serialOf(certificate),
        reason: REASON_CODES[reason],
        at: this.#now(),
      });
      await this.#list.write(signer);
      await this.#index.write();
    });
  }

  revocationSources(): RevocationSource[] {
    const { list, responderUrl } = this.#settings;
    return [
      list.url === undefined
        ? listSource(() => this.#list.read())
        : listAt(list.url),
      ...(responderUrl === undefined ? [] : [ocspAt(responderUrl)]),
    ];
  }

  /** Signs the list anew when half of its time is over, so that clients never find one that is out of date. */
  async refreshList(): Promise<void> {
    const signer = await this.#key.open();
    await this.#onDisk(async () => {
      if (!(await this.#list.isDue())) return;
      await this.#ledger.prepare();
      await this.#list.write(signer);
    });
  }

  async #validOnes(
    isMeant: (issued: IssuedCertificate) => boolean,
  ): Promise<string[]> {
    return this.#onDisk(async () => {
      const revoked = await this.#ledger.revoked();
      const serials = new Set(revoked.map(({ serial }) => serial));
      const issued = await this.#ledger.issued();
      return issued
        .filter(each => isMeant(each) && !serials.has(each.serial))
        .map(({ certificate }) => certificate)
        .filter(pem => new X509Certificate(pem).validToDate > this.#now());
    });
  }

  async #throwUnlessWritable(): Promise<void> {
    const { folder, key } = this.#settings;
    try {
      const { R_OK, W_OK, X_OK } = constants;
      await access(folder, R_OK + W_OK + X_OK);
    } catch {
      throw new MisconfiguredError(
        'The folder in which the authority writes down what it signs is missing or not writable',
        `Make the folder in ${key}.folder and let the user of Backstage write in it`,
      );
    }
  }

  /** Keeps the paths in errors of the file system away from people. */
  async #onDisk<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch {
      throw new UnavailableError(
        'The folder in which the authority writes down what it signs cannot be used',
      );
    }
  }
}

/** Random, positive and not longer than 20 bytes, as RFC 5280 asks. */
function newSerial(): string {
  return `5e${randomBytes(SERIAL_BYTES - 1).toString('hex')}`;
}

function serialOf(certificate: string): string {
  return new X509Certificate(certificate).serialNumber.toLowerCase();
}
