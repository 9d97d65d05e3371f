import { fetchBytes } from '../fetchBytes';
import type { RevocationSource } from '../RevocationSource';
import { issuerOf } from './issuerOf';
import { createQuestion } from './ocspQuestion';
import { ocspStatus } from './ocspStatus';

/** One answer for one certificate, with the responder's own certificates. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** An OCSP responder (RFC 6960). */
export function ocspAt(url: string): RevocationSource {
  return {
    name: 'OCSP responder',
    statusOf: async ({ certificate, issuers, now, signal }) => {
      const issuer = await issuerOf(certificate, issuers);
      if (!issuer) return 'unknown';
      const question = await createQuestion(certificate, issuer);
      const answer = await fetchBytes(
        url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/ocsp-request',
            accept: 'application/ocsp-response',
          },
          body: question.body,
          signal,
        },
        MAX_ANSWER_BYTES,
      );
      return answer
        ? ocspStatus(answer, { id: question.id, issuer, now: now() })
        : 'unknown';
    },
  };
}
