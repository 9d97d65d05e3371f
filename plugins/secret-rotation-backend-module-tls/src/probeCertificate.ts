import type {
  EndpointProbe,
  ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { CertificateAuthority } from './CertificateAuthority';
import { certificatesIn, type TlsMaterial } from './certificate/tlsMaterial';
import { tryHandshake } from './certificate/tryHandshake';
import type { RevocationStatus } from './revocation/RevocationSource';

const ANSWERS: Readonly<Record<RevocationStatus, ProbeAnswer>> = {
  good: 'accepted',
  revoked: 'rejected',
  unknown: 'unknown',
};

/**
 * Whether a client would take a server with this key and certificate: first by a handshake, then by what the authority
 * says of revocation. Some clients read the list and some ask the responder, so each counts as an endpoint of its own.
 */
export async function probeCertificate(
  material: TlsMaterial | undefined,
  authority: Pick<CertificateAuthority, 'trust' | 'revocationSources'>,
  { signal, now }: { signal: AbortSignal; now: () => Date },
): Promise<EndpointProbe[]> {
  const alike = (answer: ProbeAnswer) => [
    { endpoint: 'the authority', answer },
  ];
  if (signal.aborted) return alike('unknown');
  // Nothing that holds no certificate and key is taken anywhere.
  if (!material) return alike('rejected');
  const { trust } = authority;
  const refusal = await tryHandshake(material, { trust, signal });
  if (refusal) return alike(refusal === 'aborted' ? 'unknown' : 'rejected');
  const { certificate, chain } = material;
  const sources = authority.revocationSources(certificate);
  if (sources.length === 0) return alike('unknown');
  const issuers = [...certificatesIn(chain), ...trust];
  return Promise.all(
    sources.map(async source => ({
      endpoint: `the authority and its ${source.name}`,
      answer:
        ANSWERS[await source.statusOf({ certificate, issuers, now, signal })],
    })),
  );
}
