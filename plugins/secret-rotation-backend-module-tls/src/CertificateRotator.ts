import {
  DriftError,
  MisconfiguredError,
  UnavailableError,
  accountName,
  outlineOf,
  type AccountName,
  type CredentialSession,
  type EffectContext,
  type EndpointProbe,
  type IssuedRotator,
  type PreflightCheck,
  type Renewal,
  type RunAccounts,
  type SecretValue,
  type ValueOutline,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CertificateAuthority } from './CertificateAuthority';
import {
  parseCertificateOptions,
  type CertificateOptions,
} from './certificate/certificateOptions';
import { subjectNames } from './certificate/examine';
import { largestMaterial } from './certificate/largestMaterial';
import { renewalTime } from './certificate/renewalTime';
import { leafOf, readTlsMaterial, tlsValueOf } from './certificate/tlsMaterial';
import { issueCertificate, type Issue } from './issueCertificate';
import { probeCertificate } from './probeCertificate';
import { revokeCertificates } from './revokeCertificates';

/**
 * Rotates a TLS certificate: the key is made here and never leaves but into the store, an authority signs. Old and new
 * certificate are both good until the old one is revoked.
 * @internal
 */
export class CertificateRotator implements IssuedRotator<CertificateOptions> {
  readonly issues = 'issued';
  readonly overlap = 'dual';
  readonly usage = 'none';
  readonly fencing = 'deadline';

  readonly #authority: CertificateAuthority;
  readonly #now: () => Date;

  constructor(authority: CertificateAuthority, now = () => new Date()) {
    this.#authority = authority;
    this.#now = now;
  }

  parseOptions(options: unknown): CertificateOptions {
    return parseCertificateOptions(options);
  }

  accounts({ names }: CertificateOptions): AccountName[] {
    return names.map(accountName);
  }

  chooseAccounts(
    { names }: CertificateOptions,
    current: SecretValue | undefined,
  ): RunAccounts {
    const account = accountName(names[0]);
    if (!current) return { new: account };
    const leaf = leafOf(current);
    if (!leaf || !subjectNames(leaf.toString()).includes(names[0])) {
      throw new MisconfiguredError(
        `The current value is no certificate for ${names[0]}`,
        'Name first in options.names what the certificate that consumers use now is for, or empty the path',
      );
    }
    return { old: account, new: account };
  }

  async preflight(
    input: {
      options: CertificateOptions;
      accounts: RunAccounts;
      current: SecretValue | undefined;
    },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks = await this.#authority.preflight(
      input.options.names,
      context,
    );
    if (!input.current) return checks;
    const probes = await this.probe({ value: input.current }, context);
    const isRefused = probes.some(({ answer }) => answer === 'rejected');
    return [
      ...checks,
      isRefused
        ? {
            code: 'tls.current',
            ok: false,
            message: 'Clients refuse the certificate that consumers use now',
            fix: 'Look whether it has expired or is revoked, and whether it fits its key and the authority of this rotator',
          }
        : {
            code: 'tls.current',
            ok: true,
            message: 'Clients take the certificate that consumers use now',
          },
    ];
  }

  outline({
    options,
    current,
  }: {
    options: CertificateOptions;
    account: AccountName;
    current: SecretValue | undefined;
  }): ValueOutline {
    const { format } = options;
    return outlineOf(
      tlsValueOf(largestMaterial(options, this.#authority.trust), {
        current,
        format,
      }),
    );
  }

  async issue(input: Issue, context: WriteContext): Promise<SecretValue> {
    throwIfOver(context);
    return issueCertificate(this.#authority, input, context);
  }

  /** A certificate is good from its signature on. */
  async activate(
    input: {
      options: CertificateOptions;
      accounts: RunAccounts;
      value: SecretValue;
    },
    context: WriteContext,
  ): Promise<void> {
    throwIfOver(context);
    this.chooseAccounts(input.options, input.value);
  }

  async probe(
    { value }: { value: SecretValue },
    context: EffectContext,
  ): Promise<EndpointProbe[]> {
    return probeCertificate(readTlsMaterial(value), this.#authority, {
      ...context,
      now: this.#now,
    });
  }

  async renewal(
    { value }: { value: SecretValue },
    context: EffectContext,
  ): Promise<Renewal | undefined> {
    const leaf = leafOf(value);
    return (
      leaf &&
      renewalTime(
        leaf,
        await this.#authority.suggestedWindow?.(leaf.toString(), context),
      )
    );
  }

  /** Nobody can tell from outside who uses a certificate; consumers are asked by a handshake. */
  async sessions(): Promise<CredentialSession[]> {
    return [];
  }

  async revoke(
    input: {
      options: CertificateOptions;
      account: AccountName;
      keep: SecretValue;
      refuse?: SecretValue;
      isCompromised?: boolean;
    },
    context: WriteContext,
  ): Promise<{ endedSessions: number }> {
    throwIfOver(context);
    const { options, account, keep, refuse, isCompromised } = input;
    const kept = leafOf(keep);
    if (!kept || account !== this.chooseAccounts(options, keep).old) {
      throw new DriftError(
        `${account} is not what this run may revoke certificates of`,
      );
    }
    await revokeCertificates(
      this.#authority,
      { account, kept, refuse, isCompromised, now: this.#now() },
      context,
    );
    return { endedSessions: 0 };
  }
}

function throwIfOver({ signal }: EffectContext): void {
  if (signal.aborted) {
    throw new UnavailableError('The time to ask the authority was over');
  }
}
