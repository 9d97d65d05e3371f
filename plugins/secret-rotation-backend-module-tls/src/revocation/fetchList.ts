/** The largest lists of public authorities, which are cut into pieces, stay well below this. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/**
 * Fetches a revocation list as any client does. `undefined`: it cannot be had now.
 * Redirects are not followed: the address is the operator's, or one that a trusted authority signed.
 */
export async function fetchList(
  url: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/pkix-crl, */*', 'user-agent': 'keyturn' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (!response.ok || !response.body) return undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > MAX_LIST_BYTES) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return undefined; // the network's own words are dropped
  }
}
