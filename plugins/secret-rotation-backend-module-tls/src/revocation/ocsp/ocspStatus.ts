import 'reflect-metadata';
import { ExtendedKeyUsageExtension, X509Certificate } from '@peculiar/x509';
import {
  BasicOCSPResponse,
  Certificate,
  CryptoEngine,
  OCSPResponse,
  type CertID,
  type SingleResponse,
} from 'pkijs';
import type { RevocationStatus } from '../RevocationSource';

const SUCCESSFUL = 0;
const BASIC = '1.3.6.1.5.5.7.48.1.1';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** By the tag of the choice `CertStatus`. */
const STATUSES: readonly RevocationStatus[] = ['good', 'revoked', 'unknown'];
/** As far as clocks may differ, and as old an answer may be that names no end. */
const TOLERANCE_MS = 5 * 60_000;

const engine = new CryptoEngine({ crypto });

/**
 * What a responder's answer says of a certificate, after the answer itself was checked: of this certificate, of today,
 * and signed by its issuer or by whom the issuer lets answer.
 */
export async function ocspStatus(
  answer: Uint8Array,
  { id, issuer, now }: { id: CertID; issuer: X509Certificate; now: Date },
): Promise<RevocationStatus> {
  try {
    const { responseStatus, responseBytes } = OCSPResponse.fromBER(
      new Uint8Array(answer),
    );
    if (
      responseStatus.valueBlock.valueDec !== SUCCESSFUL ||
      responseBytes?.responseType !== BASIC
    ) {
      return 'unknown';
    }
    const basic = BasicOCSPResponse.fromBER(
      new Uint8Array(responseBytes.response.valueBlock.valueHexView),
    );
    const single = basic.tbsResponseData.responses.find(({ certID }) =>
      certID.isEqual(id),
    );
    if (!single || !isOfToday(single, now)) return 'unknown';
    if (!(await isSigned(basic, issuer, now))) return 'unknown';
    return STATUSES[single.certStatus.idBlock.tagNumber] ?? 'unknown';
  } catch {
    return 'unknown'; // it is no answer over OCSP
  }
}

function isOfToday({ thisUpdate, nextUpdate }: SingleResponse, now: Date) {
  const time = now.getTime();
  const from = thisUpdate.getTime() - TOLERANCE_MS;
  const to = nextUpdate?.getTime() ?? thisUpdate.getTime() + TOLERANCE_MS;
  return from <= time && time < to;
}

async function isSigned(
  basic: BasicOCSPResponse,
  issuer: X509Certificate,
  now: Date,
): Promise<boolean> {
  const signers = [issuer];
  for (const given of basic.certs ?? []) {
    const delegate = new X509Certificate(given.toSchema(true).toBER());
    if (await mayAnswerFor(issuer, delegate, now)) signers.push(delegate);
  }
  for (const signer of signers) {
    const isBySigner = await engine
      .verifyWithPublicKey(
        new Uint8Array(basic.tbsResponseData.tbsView),
        basic.signature,
        Certificate.fromBER(signer.rawData).subjectPublicKeyInfo,
        basic.signatureAlgorithm,
      )
      .catch(() => false); // a key of another kind
    if (isBySigner) return true;
  }
  return false;
}

/** RFC 6960, 4.2.2.2: signed by the issuer itself, for answering. */
async function mayAnswerFor(
  issuer: X509Certificate,
  delegate: X509Certificate,
  now: Date,
): Promise<boolean> {
  const usages = delegate.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
  return (
    usages.includes(OCSP_SIGNING) &&
    delegate.issuer === issuer.subject &&
    (await delegate.verify({ publicKey: issuer, date: now }, crypto))
  );
}
