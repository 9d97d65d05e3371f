import type {
  AccountName,
  EffectContext,
  PreflightCheck,
  WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CertificateOptions } from './certificate/certificateOptions';
import type { RevocationSource } from './revocation/RevocationSource';

/** Why a certificate is revoked, in the words of RFC 5280. */
export type RevocationReason = 'superseded' | 'keyCompromise';

/** The numbers of the reasons, as revocation lists and ACME write them. */
export const REASON_CODES: Record<RevocationReason, number> = {
  keyCompromise: 1,
  superseded: 4,
};

/** A stretch of time. */
export interface RenewalWindow {
  readonly start: Date;
  readonly end: Date;
}

/** A run's question for a certificate. */
export interface SigningRequest {
  readonly account: AccountName;
  readonly names: CertificateOptions['names'];
  /** PKCS #10, in PEM. */
  readonly request: string;
  /** The certificate that the new one takes the place of. */
  readonly replaces?: string;
}

/**
 * What signs and revokes: a file authority, Vault, an ACME server. All methods throw the errors of `errors.ts` alone.
 * Certificates are in PEM.
 */
export interface CertificateAuthority {
  /** The authorities that consumers' clients trust. */
  readonly trust: readonly string[];

  /** Looks whether it could sign for these names. Throws only `UnavailableError`. */
  preflight(
    names: CertificateOptions['names'],
    context: EffectContext,
  ): Promise<PreflightCheck[]>;

  /** Signs. The new certificate comes first, the authorities above it follow, its issuer first. */
  sign(request: SigningRequest, context: WriteContext): Promise<string[]>;

  /**
   * What it signed for this run and account already. Absent where it keeps no list that one could look into: the key of
   * such a certificate died with the worker that asked for it, so nobody can use it.
   */
  signedInRun?(
    run: { account: AccountName; since: Date },
    context: WriteContext,
  ): Promise<string[]>;

  /** Every certificate of an account that is valid and surely ours. Absent where it cannot tell ours from others'. */
  validOnes?(account: AccountName, context: EffectContext): Promise<string[]>;

  /**
   * The window in which the authority suggests to renew a certificate. Absent, and `undefined`, where it suggests none.
   */
  suggestedWindow?(
    certificate: string,
    context: EffectContext,
  ): Promise<RenewalWindow | undefined>;

  /** Revokes. One that is revoked already is success. */
  revoke(
    certificate: string,
    reason: RevocationReason,
    context: WriteContext,
  ): Promise<void>;

  /** Every way in which clients learn that a certificate was revoked. None: nobody could see it. */
  revocationSources(certificate: string): RevocationSource[];
}
