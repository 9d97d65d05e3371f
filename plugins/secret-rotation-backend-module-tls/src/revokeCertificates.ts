import type { X509Certificate } from 'node:crypto';
import {
  MisconfiguredError,
  type AccountName,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  CertificateAuthority,
  RevocationReason,
} from './CertificateAuthority';
import { leafOf, parseCertificate } from './certificate/tlsMaterial';

/** What goes, and what stays. */
export interface Revocation {
  readonly account: AccountName;
  readonly kept: X509Certificate;
  /** The value that goes; absent where nobody can read it any more: then every other of the account does. */
  readonly refuse: SecretValue | undefined;
  readonly isCompromised: boolean | undefined;
  readonly now: Date;
}

/**
 * Tells the authority which certificates go and why. RFC 5280 has two reasons for it: another took its place, or somebody
 * else may have its key.
 */
export async function revokeCertificates(
  authority: CertificateAuthority,
  { account, kept, refuse, isCompromised, now }: Revocation,
  context: WriteContext,
): Promise<void> {
  const going = refuse
    ? [refuse].flatMap(value => leafOf(value)?.toString() ?? [])
    : await authority.validOnes?.(account, context);
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
    const isOver = leaf !== undefined && leaf.validToDate <= now;
    if (!isOver && leaf?.fingerprint256 !== kept.fingerprint256)
      await authority.revoke(certificate, reason, context);
  }
}
