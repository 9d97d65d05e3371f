import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  PermissionDeniedError,
  MisconfiguredError,
  UnavailableError,
  type AdapterSettings,
  type EffectContext,
  type PreflightCheck,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { commonNameOf } from '../certificate/keyAndRequest';
import { certificatesIn } from '../certificate/tlsMaterial';
import type {
  CertificateAuthority,
  SigningRequest,
} from '../CertificateAuthority';
import { openOperatorText } from '../operatorText';
import { listSource } from '../revocation/list/listSource';
import { ocspAt } from '../revocation/ocsp/ocspSource';
import { responderUrlOf } from '../revocation/ocsp/responderUrlOf';
import type { RevocationSource } from '../revocation/RevocationSource';
import { PkiEngine } from './PkiEngine';
import type { VaultPkiSettings } from './settings';

const signedShape = z.object({
  certificate: z.string(),
  issuing_ca: z.string(),
  ca_chain: z.array(z.string()).optional(),
});
const capabilitiesShape = z.record(z.string(), z.unknown());
const MAY_WRITE = ['root', 'update'];

/**
 * The PKI engine of Vault or OpenBao. It has no field for a reason of revocation, and none by which a certificate could
 * be known as one of a run: what a lost answer leaves there has a key that nobody holds.
 */
export class VaultPkiAuthority implements CertificateAuthority {
  readonly trust: readonly string[];
  readonly #settings: VaultPkiSettings;
  readonly #engine: PkiEngine;

  constructor(
    settings: VaultPkiSettings,
    ownCredentials?: AdapterSettings['ownCredentials'],
  ) {
    this.trust = settings.trust;
    this.#settings = settings;
    const logIn = async (context: EffectContext) => {
      await this.#engine.write(
        'auth/token/lookup-self',
        {},
        'look itself up',
        context,
      );
    };
    this.#engine = new PkiEngine(
      settings,
      openOperatorText(
        settings.token,
        `${settings.key}.token`,
        ownCredentials,
        logIn,
      ),
    );
  }

  async preflight(
    _: SigningRequest['names'],
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const rights = [
      { path: this.#signPath, right: 'sign with the role', code: 'sign' },
      { path: this.#revokePath, right: 'revoke certificates', code: 'revoke' },
    ];
    const capabilities = await this.#capabilities(
      rights.map(({ path }) => path),
      context,
    );
    if (!(capabilities instanceof Map)) return [capabilities];
    return rights.map(({ path, right, code }) =>
      capabilities.get(path)
        ? {
            code: `tls-vault-pki.${code}`,
            ok: true,
            message: `The token may ${right}`,
          }
        : {
            code: `tls-vault-pki.${code}`,
            ok: false,
            message: `The token may not ${right}`,
            fix: `Add to the token's policy: path "${path}" { capabilities = ["update"] }`,
          },
    );
  }

  async sign(
    { names, request }: SigningRequest,
    context: WriteContext,
  ): Promise<string[]> {
    const { lifetimeMs } = this.#settings;
    const answer = await this.#engine.write(
      this.#signPath,
      {
        csr: request,
        common_name: commonNameOf(names),
        alt_names: names.filter(name => !isIP(name)).join(','),
        ip_sans: names.filter(name => isIP(name)).join(','),
        format: 'pem',
        ...(lifetimeMs && { ttl: `${Math.floor(lifetimeMs / 1000)}s` }),
      },
      'sign with the role',
      context,
    );
    const signed = signedShape.safeParse(answer);
    if (!signed.success) {
      throw new UnavailableError('The PKI engine gave an unknown answer');
    }
    const { certificate, ca_chain: chain, issuing_ca: issuer } = signed.data;
    const above = chain?.length ? chain : [issuer];
    return certificatesIn([certificate, ...above].join('\n'));
  }

  async revoke(
    certificate: string,
    _: unknown,
    context: WriteContext,
  ): Promise<void> {
    const { serialNumber } = new X509Certificate(certificate);
    await this.#engine.write(
      this.#revokePath,
      { serial_number: serialNumber.match(/../g)?.join(':').toLowerCase() },
      'revoke certificates',
      context,
    );
  }

  revocationSources(certificate: string): RevocationSource[] {
    const { mount, issuer, responderUrl } = this.#settings;
    const path = `${mount}/issuer/${issuer}/crl/der`;
    const url = responderUrl ?? responderUrlOf(certificate);
    return [
      listSource(signal => this.#engine.readOpenly(path, { signal })),
      ...(url === undefined ? [] : [ocspAt(url)]),
    ];
  }

  get #signPath(): string {
    return `${this.#settings.mount}/sign/${this.#settings.role}`;
  }

  get #revokePath(): string {
    return `${this.#settings.mount}/revoke`;
  }

  /** Which paths the token may write to, or what keeps it from saying so. */
  async #capabilities(
    paths: string[],
    context: EffectContext,
  ): Promise<Map<string, boolean> | PreflightCheck> {
    try {
      const answer = await this.#engine.write(
        'sys/capabilities-self',
        { paths },
        'say what it may do',
        context,
      );
      const found = capabilitiesShape.safeParse(answer).data ?? {};
      return new Map(
        paths.map(path => {
          const given = z.array(z.string()).safeParse(found[path]).data ?? [];
          return [path, given.some(each => MAY_WRITE.includes(each))];
        }),
      );
    } catch (error) {
      if (
        error instanceof PermissionDeniedError ||
        error instanceof MisconfiguredError
      ) {
        const { message, fix } = error;
        return { code: 'tls-vault-pki.token', ok: false, message, fix };
      }
      throw error;
    }
  }
}
