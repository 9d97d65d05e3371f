import { fetchBytes } from '../fetchBytes';
import type { RevocationSource } from '../RevocationSource';
import { listStatus } from './listStatus';

/** The largest lists of public authorities, which are cut into pieces, stay well below this. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;

/**
 * A revocation list (RFC 5280).
 * @param read - gives the list in PEM or DER; `undefined` and an error: it cannot be had now
 */
export function listSource(
  read: (signal: AbortSignal) => Promise<Uint8Array | undefined>,
): RevocationSource {
  return {
    name: 'revocation list',
    statusOf: async ({ certificate, issuers, now, signal }) => {
      const list = await read(signal).catch(() => undefined); // as good as none
      // Asked for the time only now: the list may have been signed while it was asked for.
      return list
        ? listStatus(certificate, list, { issuers, now: now() })
        : 'unknown';
    },
  };
}

/** A list that clients fetch. */
export function listAt(url: string): RevocationSource {
  const headers = { accept: 'application/pkix-crl, */*' };
  return listSource(signal =>
    fetchBytes(url, { headers, signal }, MAX_LIST_BYTES),
  );
}
