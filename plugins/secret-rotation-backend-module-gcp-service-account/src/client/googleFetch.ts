/** The only places that are spoken to. */
const ORIGINS = ['https://iam.googleapis.com', 'https://oauth2.googleapis.com'];

/**
 * Lets Google's client speak to IAM and to the token endpoint, or to a stand-in of both. No redirect is followed.
 * @param signal - ends what is under way
 * @internal
 */
export function googleFetch(
  standIn: string | undefined,
  signal?: AbortSignal,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (standIn !== undefined) {
      // The credentials go to what is on this machine, or nowhere.
      if (!ORIGINS.includes(url.origin)) throw new Error('Not of the stand-in');
      url.host = new URL(standIn).host;
      url.protocol = 'http:';
    }
    const signals = [signal, init?.signal].filter(
      each => each instanceof AbortSignal,
    );
    return fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.any(signals),
    });
  };
}
