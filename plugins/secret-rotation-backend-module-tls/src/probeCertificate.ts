import type { ProbeAnswer } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CertificateAuthority } from './CertificateAuthority';
import { certificatesIn, type TlsMaterial } from './certificate/tlsMaterial';
import { tryHandshake } from './certificate/tryHandshake';
import { statusOf } from './revocation/statusOf';

/**
 * Whether a client would take a server with this key and certificate: first by a handshake, then by the list of what the
 * authority revoked. A list that cannot be had or is out of date says nothing.
 */
export async function probeCertificate(
  material: TlsMaterial | undefined,
  authority: Pick<CertificateAuthority, 'trust' | 'revocationList'>,
  { signal, now }: { signal: AbortSignal; now: () => Date },
): Promise<ProbeAnswer> {
  if (signal.aborted) return 'unknown';
  // Nothing that holds no certificate and key is taken anywhere.
  if (!material) return 'rejected';
  const { trust } = authority;
  const refusal = await tryHandshake(material, { trust, signal });
  if (refusal) return refusal === 'aborted' ? 'unknown' : 'rejected';
  const list = await authority
    .revocationList(material.certificate, { signal })
    .catch(() => undefined); // as good as none
  if (!list) return 'unknown';
  const issuers = [...certificatesIn(material.chain), ...trust];
  // Asked only now: the list may have been signed while it was asked for.
  const status = await statusOf(material.certificate, list, {
    issuers,
    now: now(),
  });
  return (
    { good: 'accepted', revoked: 'rejected', unknown: 'unknown' } as const
  )[status];
}
