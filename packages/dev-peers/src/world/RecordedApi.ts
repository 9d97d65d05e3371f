import { appendFileSync } from 'node:fs';
import { SecretRotationClient } from '@keyturn/backstage-plugin-secret-rotation-common';

/** The typed client of the portal's API; everything that it receives is kept in a file, to be searched for values. @internal */
export function createRecordedApi(options: {
  readonly url: string;
  readonly token: string;
  readonly file: string;
}): SecretRotationClient {
  const recorded: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    request.headers.set('authorization', `Bearer ${options.token}`);
    const response = await fetch(request, {
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.clone().text();
    appendFileSync(
      options.file,
      `${request.method} ${request.url} ${response.status} ${JSON.stringify([
        ...response.headers,
      ])}\n${text}\n`,
      { mode: 0o600 },
    );
    return response;
  };
  return new SecretRotationClient({
    discovery: {
      getBaseUrl: async pluginId => `${options.url}/api/${pluginId}`,
    },
    fetch: recorded,
  });
}
