import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const failedConnection = z.object({ cause: z.object({ code: z.string() }) });

const UNKNOWN_AUTHORITY = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const OUT_OF_TIME = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * What a failed request says about the server's certificate, `undefined` when it failed for another reason. The
 * error's own text is not used: it names hosts.
 */
export function certificateFailure(
  error: unknown,
): MisconfiguredError | undefined {
  const code = codeOf(error);
  if (UNKNOWN_AUTHORITY.has(code)) {
    return new MisconfiguredError(
      'The certificate of the secrets manager is not signed by an authority that is trusted here',
      "Name the authority's certificate in caFile of the store",
    );
  }
  if (OUT_OF_TIME.has(code)) {
    return new MisconfiguredError(
      'The certificate of the secrets manager is not valid at this time',
      "Renew the server's certificate, or correct the clock of this machine",
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new MisconfiguredError(
      'The certificate of the secrets manager is for another name',
      'Use a name of the certificate in address of the store',
    );
  }
  return undefined;
}

function codeOf(error: unknown): string {
  return failedConnection.safeParse(error).data?.cause.code ?? '';
}
