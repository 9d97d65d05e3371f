import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  accountName,
  type ProbeAnswer,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { X509Crl, type X509CrlEntry } from '@peculiar/x509';
import type { CertificateRotator } from '../CertificateRotator';
import { readTlsMaterial } from '../certificate/tlsMaterial';
import { at, createOwnAuthority, type OwnAuthority } from './ownAuthority';

/** The names that a test's certificates are for. */
export const OPTIONS = {
  names: ['shop.internal', '*.shop.internal', '10.0.0.7'],
};
export const NAME = accountName('shop.internal');

/** Certificates of one name, of an authority in files. */
export class FileCertificates {
  readonly own: OwnAuthority;

  private constructor(own: OwnAuthority) {
    this.own = own;
  }

  static async open(): Promise<FileCertificates> {
    return new FileCertificates(await createOwnAuthority());
  }

  async issue(
    run: number,
    input: {
      rotator?: CertificateRotator;
      current?: SecretValue;
      known?: SecretValue[];
      options?: object;
    } = {},
  ): Promise<SecretValue> {
    const { rotator = this.own.rotator, current, known = [] } = input;
    const options = rotator.parseOptions({ ...OPTIONS, ...input.options });
    const [account] = rotator.accounts(options);
    return rotator.issue(
      { options, account, current, known, since: new Date(0) },
      at(run),
    );
  }

  async answerTo(
    value: SecretValue,
    rotator: CertificateRotator = this.own.rotator,
  ): Promise<ProbeAnswer> {
    const [{ answer }] = await rotator.probe({ value }, at(9));
    return answer;
  }

  async revoke(
    input: Partial<Parameters<CertificateRotator['revoke']>[0]> & {
      keep: SecretValue;
    },
  ): Promise<{ endedSessions: number }> {
    const { rotator } = this.own;
    const options = rotator.parseOptions(OPTIONS);
    return rotator.revoke({ options, account: NAME, ...input }, at(8));
  }

  /** What the published list says is revoked. */
  async entries(): Promise<readonly X509CrlEntry[]> {
    const text = await readFile(join(this.own.folder, 'crl.pem'), 'latin1');
    return new X509Crl(text).entries;
  }

  /** What OpenSSL says, with revocation checked. */
  async opensslSays(value: SecretValue): Promise<string> {
    const { folder } = this.own;
    const { certificate = '', chain = '' } = readTlsMaterial(value) ?? {};
    const [leaf, above] = ['leaf.pem', 'above.pem'].map(name =>
      join(folder, name),
    );
    await writeFile(leaf, certificate);
    await writeFile(above, chain);
    const args = ['verify', '-crl_check', '-CAfile', above];
    const crl = join(folder, 'crl.pem');
    return promisify(execFile)('openssl', [
      ...args,
      ...['-CRLfile', crl, leaf],
    ]).then(
      ({ stdout }) => stdout,
      error => error.stderr,
    );
  }
}
