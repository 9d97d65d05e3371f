/** What clients are told of a certificate. `unknown`: nothing that could be trusted was heard. */
export type RevocationStatus = 'good' | 'revoked' | 'unknown';

/** Of what a status is asked. */
export interface RevocationQuestion {
  /** In PEM. */
  readonly certificate: string;
  /** In PEM; the certificate's issuer is one of them. */
  readonly issuers: readonly string[];
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** A way in which clients learn that a certificate is revoked. */
export interface RevocationSource {
  /** For people, after "its". */
  readonly name: string;
  /** Never throws: whatever goes wrong is `unknown`. */
  statusOf(question: RevocationQuestion): Promise<RevocationStatus>;
}
