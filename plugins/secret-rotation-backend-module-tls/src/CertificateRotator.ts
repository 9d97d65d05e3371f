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
import type {
  CertificateAuthority,
  RevocationReason,
} from './CertificateAuthority';
import {
  parseCertificateOptions,
  type CertificateOptions,
} from './certificate/certificateOptions';
import { faultOf, subjectNames } from './certificate/examine';
import { createKeyAndRequest } from './certificate/keyAndRequest';
import { largestMaterial } from './certificate/largestMaterial';
import { renewalTime } from './certificate/renewalTime';
import {
  leafOf,
  parseCertificate,
  readTlsMaterial,
  tlsValueOf,
} from './certificate/tlsMaterial';
import { probeCertificate } from './probeCertificate';

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

  async issue(
    input: {
      options: CertificateOptions;
      account: AccountName;
      current: SecretValue | undefined;
      known: readonly SecretValue[];
      since: Date;
    },
    context: WriteContext,
  ): Promise<SecretValue> {
    throwIfOver(context);
    const { options, account, current, known, since } = input;
    await this.#revokeOrphans({ account, known, since }, context);
    const { privateKey, request } = await createKeyAndRequest(options);
    const [certificate, ...above] = await this.#authority.sign(
      { account, names: options.names, request },
      context,
    );
    const material = { certificate, privateKey, chain: above.join('') };
    const fault = await faultOf(material, options, {
      trust: this.#authority.trust,
      signal: context.signal,
    });
    if (fault) {
      await this.#authority.revoke(certificate, 'superseded', context);
      throw new MisconfiguredError(
        `The authority signed, but the certificate ${fault}. It is revoked again`,
        'Look at the role or profile of the authority, and at the trust that is configured for the rotator',
      );
    }
    return tlsValueOf(material, { current, format: options.format });
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
    const answer = await probeCertificate(
      readTlsMaterial(value),
      this.#authority,
      { ...context, now: this.#now },
    );
    return [{ endpoint: 'the authority and its revocation list', answer }];
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
    const going = refuse
      ? [refuse].flatMap(value => leafOf(value)?.toString() ?? [])
      : await this.#authority.validOnes?.(account, context);
    if (!going) {
      throw new MisconfiguredError(
        `The old certificate for ${account} cannot be read any more, so nobody can tell the authority which one it is`,
        'Revoke it by hand at the authority, or put the version back in the store, then recheck',
      );
    }
    const reason: RevocationReason = isCompromised
      ? 'keyCompromise'
      : 'superseded';
    for (const certificate of going) {
      const leaf = parseCertificate(certificate);
      // No list holds what nobody takes any more.
      const isOver = leaf !== undefined && leaf.validToDate <= this.#now();
      if (!isOver && leaf?.fingerprint256 !== kept.fingerprint256)
        await this.#authority.revoke(certificate, reason, context);
    }
    return { endedSessions: 0 };
  }

  async #revokeOrphans(
    {
      account,
      known,
      since,
    }: {
      account: AccountName;
      known: readonly SecretValue[];
      since: Date;
    },
    context: WriteContext,
  ): Promise<void> {
    const held = known.map(value => leafOf(value)?.fingerprint256);
    const signed = await this.#authority.signedInRun?.(
      { account, since },
      context,
    );
    for (const certificate of signed ?? []) {
      if (!held.includes(parseCertificate(certificate)?.fingerprint256)) {
        await this.#authority.revoke(certificate, 'superseded', context);
      }
    }
  }
}

function throwIfOver({ signal }: EffectContext): void {
  if (signal.aborted) {
    throw new UnavailableError('The time to ask the authority was over');
  }
}
