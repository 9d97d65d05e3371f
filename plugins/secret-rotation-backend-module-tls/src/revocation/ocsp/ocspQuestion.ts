import { X509Certificate } from '@peculiar/x509';
import { Certificate, CryptoEngine, OCSPRequest, type CertID } from 'pkijs';

/** What a responder is asked. */
export interface OcspQuestion {
  /** By which the answer must name the certificate. */
  readonly id: CertID;
  readonly body: ArrayBuffer;
}

/** Names a certificate, not a secret: the one hash that every responder knows (RFC 5019). */
const NAMED_BY = 'SHA-1';

/**
 * Asks of one certificate. Without a nonce, which public responders do not answer: an answer is of today by its dates.
 * @param certificate - in PEM
 */
export async function createQuestion(
  certificate: string,
  issuer: X509Certificate,
): Promise<OcspQuestion> {
  const request = new OCSPRequest();
  await request.createForCertificate(
    Certificate.fromBER(new X509Certificate(certificate).rawData),
    {
      hashAlgorithm: NAMED_BY,
      issuerCertificate: Certificate.fromBER(issuer.rawData),
    },
    new CryptoEngine({ crypto }),
  );
  const [{ reqCert }] = request.tbsRequest.requestList;
  return { id: reqCert, body: request.toSchema(true).toBER() };
}
