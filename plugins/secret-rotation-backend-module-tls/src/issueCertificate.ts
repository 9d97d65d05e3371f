import {
  MisconfiguredError,
  type AccountName,
  type SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CertificateAuthority } from './CertificateAuthority';
import type { CertificateOptions } from './certificate/certificateOptions';
import { faultOf } from './certificate/examine';
import { createKeyAndRequest } from './certificate/keyAndRequest';
import { orderChain } from './certificate/orderChain';
import {
  leafOf,
  parseCertificate,
  tlsValueOf,
} from './certificate/tlsMaterial';

/** What a run has signed, and what it knows. */
export interface Issue {
  readonly options: CertificateOptions;
  readonly account: AccountName;
  readonly current: SecretValue | undefined;
  /** Everything that a store holds for the run already. */
  readonly known: readonly SecretValue[];
  readonly since: Date;
}

/**
 * Makes a key, has a certificate signed on it and looks whether clients take it. What a lost answer of the same run left
 * at the authority is revoked first.
 */
export async function issueCertificate(
  authority: CertificateAuthority,
  issue: Issue,
  context: WriteContext,
): Promise<SecretValue> {
  await revokeOrphans(authority, issue, context);
  const { options, account, current } = issue;
  const { privateKey, request } = await createKeyAndRequest(options);
  const [certificate, ...above] = await authority.sign(
    {
      account,
      names: options.names,
      request,
      replaces: current && leafOf(current)?.toString(),
    },
    context,
  );
  const chain = orderChain(certificate, above).join('');
  const material = { certificate, privateKey, chain };
  const fault = await faultOf(material, options, {
    trust: authority.trust,
    signal: context.signal,
  });
  if (fault) {
    await authority.revoke(certificate, 'superseded', context);
    throw new MisconfiguredError(
      `The authority signed, but the certificate ${fault}. It is revoked again`,
      'Look at the role or profile of the authority, and at the trust that is configured for the rotator',
    );
  }
  return tlsValueOf(material, { current, format: options.format });
}

async function revokeOrphans(
  authority: CertificateAuthority,
  { account, known, since }: Issue,
  context: WriteContext,
): Promise<void> {
  const held = known.map(value => leafOf(value)?.fingerprint256);
  const signed = await authority.signedInRun?.({ account, since }, context);
  for (const certificate of signed ?? []) {
    if (!held.includes(parseCertificate(certificate)?.fingerprint256)) {
      await authority.revoke(certificate, 'superseded', context);
    }
  }
}
