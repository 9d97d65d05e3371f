const TIMEOUT_MS = 15_000;

/**
 * Fetches what clients fetch to learn of revocations. `undefined`: it cannot be had now, or is longer than it may be.
 * Redirects are not followed: the address is the operator's, or one that a trusted authority signed.
 */
export async function fetchBytes(
  url: string,
  request: RequestInit & { signal: AbortSignal },
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'error',
      headers: { ...request.headers, 'user-agent': 'keyturn' },
      signal: AbortSignal.any([
        request.signal,
        AbortSignal.timeout(TIMEOUT_MS),
      ]),
    });
    if (!response.ok || !response.body) return undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > maxBytes) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return undefined; // the network's own words are dropped
  }
}
