import {
  UnavailableError,
  checkRefusal,
  MisconfiguredError,
  type AdapterSettings,
  type EffectContext,
  type PreflightCheck,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { Client } from 'acme-client';
import { certificatesIn } from '../certificate/tlsMaterial';
import {
  REASON_CODES,
  type CertificateAuthority,
  type RenewalWindow,
  type RevocationReason,
  type SigningRequest,
} from '../CertificateAuthority';
import { openOperatorText, type OperatorText } from '../operatorText';
import { listAt } from '../revocation/list/listSource';
import { listUrlOf } from '../revocation/list/listUrlOf';
import { ocspAt } from '../revocation/ocsp/ocspSource';
import { responderUrlOf } from '../revocation/ocsp/responderUrlOf';
import type { RevocationSource } from '../revocation/RevocationSource';
import { inAcmeWords } from './acmeErrors';
import { problemIn, trustAcmeServer } from './acmeTransport';
import { answerChallenges } from './answerChallenges';
import type { ChallengeHook } from './challenge/ChallengeHook';
import { placeOrder } from './placeOrder';
import { certificateId, RenewalInfo } from './renewalInfo';
import type { AcmeSettings } from './settings';

/** The library's pauses while the server works: it is asked ten times within about a minute. */
const BACKOFF = { backoffAttempts: 10, backoffMin: 500, backoffMax: 10_000 };

/**
 * An authority that speaks ACME (RFC 8555). ACME has no list of what was signed: what a lost answer leaves there has a
 * key that nobody holds.
 */
export class AcmeAuthority implements CertificateAuthority {
  readonly trust: readonly string[];
  readonly #settings: AcmeSettings;
  readonly #hook: ChallengeHook;
  readonly #accountKey: OperatorText;
  readonly #renewalInfo: RenewalInfo;

  constructor(
    settings: AcmeSettings,
    hook: ChallengeHook,
    ownCredentials?: AdapterSettings['ownCredentials'],
  ) {
    this.trust = settings.trust;
    this.#settings = settings;
    this.#hook = hook;
    this.#renewalInfo = new RenewalInfo(settings.directory, Date.now);
    if (settings.ca !== undefined) {
      trustAcmeServer(settings.directory, settings.ca);
    }
    this.#accountKey = openOperatorText(
      settings.accountKey,
      `${settings.key}.accountKey`,
      ownCredentials,
      async context => {
        await this.#account(context);
      },
    );
  }

  async preflight(
    names: SigningRequest['names'],
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const { type } = this.#hook;
    const isWild = names.some(name => name.startsWith('*.'));
    return [
      await checkRefusal('tls-acme.directory', async () => {
        const client = await this.#client(context);
        await inAcmeWords(context, () => client.getTermsOfServiceUrl());
        return 'The ACME server answers';
      }),
      isWild && type === 'http-01'
        ? {
            code: 'tls-acme.challenge',
            ok: false,
            message: 'A name with a * can only be validated by DNS',
            fix: 'Use a rotator with a hook for dns-01, or name no * in options.names',
          }
        : {
            code: 'tls-acme.challenge',
            ok: true,
            message: `The names are validated by ${type}`,
          },
    ];
  }

  async sign(
    { names, request, replaces }: SigningRequest,
    context: WriteContext,
  ): Promise<string[]> {
    const client = await this.#account(context);
    const pem = await inAcmeWords(context, async () => {
      const order = await placeOrder(client, names, {
        replaces:
          replaces && (await this.#renewalInfo.isOffered())
            ? certificateId(replaces)
            : undefined,
      });
      await answerChallenges(client, order, this.#hook, context);
      return client.getCertificate(await client.finalizeOrder(order, request));
    });
    const signed = certificatesIn(pem);
    if (signed.length === 0) {
      throw new UnavailableError('The ACME server gave an unknown answer');
    }
    if (this.revocationSources(signed[0]).length === 0) {
      await this.revoke(signed[0], 'superseded', context);
      const { key } = this.#settings;
      throw new MisconfiguredError(
        'The authority signed, but its certificate says nowhere how clients would learn that it is revoked. It is revoked again',
        `Give the address of the list in ${key}.revocationList.url or of the responder in ${key}.ocsp.url; an authority with neither cannot show that an old certificate is refused`,
      );
    }
    return signed;
  }

  async suggestedWindow(
    certificate: string,
    context: EffectContext,
  ): Promise<RenewalWindow | undefined> {
    return inAcmeWords(context, () => this.#renewalInfo.windowOf(certificate));
  }

  async revoke(
    certificate: string,
    reason: RevocationReason,
    context: WriteContext,
  ): Promise<void> {
    const client = await this.#account(context);
    await inAcmeWords(context, async () => {
      await client
        .revokeCertificate(certificate, { reason: REASON_CODES[reason] })
        .catch(error => {
          if (problemIn(error) !== 'alreadyRevoked') throw error;
        });
    });
  }

  revocationSources(certificate: string): RevocationSource[] {
    const { listUrl, responderUrl } = this.#settings;
    const list = listUrl ?? listUrlOf(certificate);
    const responder = responderUrl ?? responderUrlOf(certificate);
    return [
      ...(list === undefined ? [] : [listAt(list)]),
      ...(responder === undefined ? [] : [ocspAt(responder)]),
    ];
  }

  /** A client of the account, which is made where there is none of this key. */
  async #account(context: EffectContext): Promise<Client> {
    const client = await this.#client(context);
    await inAcmeWords(context, () =>
      client.createAccount({
        termsOfServiceAgreed: true,
        contact: [...this.#settings.contact],
      }),
    );
    return client;
  }

  async #client(context: EffectContext): Promise<Client> {
    const { directory, externalAccount, key } = this.#settings;
    const accountKey = await this.#accountKey.read(context);
    try {
      return new Client({
        directoryUrl: directory,
        accountKey,
        ...BACKOFF,
        ...(externalAccount && {
          externalAccountBinding: {
            kid: externalAccount.keyId,
            hmacKey: externalAccount.hmacKey.reveal('value'),
          },
        }),
      });
    } catch {
      // The library's text may hold a part of the key.
      throw new MisconfiguredError(
        'The key of the ACME account cannot be used',
        `Put a private key in PEM, RSA of 2048 bits or ECDSA P-256, where ${key}.accountKey says`,
      );
    }
  }
}
