import { Agent } from 'node:https';
import { axios } from 'acme-client';

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const PROBLEM = 'urn:ietf:params:acme:error:';

/** The library has one transport for all clients: what differs is told apart by the server's origin. */
const agents = new Map<string, Agent>();

/** Trusts certain authorities, and no others, with one ACME server. */
export function trustAcmeServer(directory: string, ca: string): void {
  agents.set(new URL(directory).origin, new Agent({ ca, keepAlive: false }));
}

/** The library's settings, which its types leave out. */
interface AcmeDefaults {
  acmeSettings: { retryMaxAttempts: number };
}

// Whoever calls tries again; a try must end within its deadline.
(axios.defaults as unknown as AcmeDefaults).acmeSettings.retryMaxAttempts = 0;

axios.interceptors.request.use(config => {
  const agent = agents.get(new URL(config.url ?? '').origin);
  return {
    ...config,
    timeout: TIMEOUT_MS,
    maxContentLength: MAX_ANSWER_BYTES,
    maxRedirects: 0,
    ...(agent && { httpsAgent: agent, proxy: false as const }),
  };
});

// The library makes its errors of a problem's text, which is the provider's; its type is one of a fixed list.
axios.interceptors.response.use(response => {
  for (const problem of [response.data, response.data?.error]) {
    if (typeof problem?.type === 'string' && problem.type.startsWith(PROBLEM))
      problem.detail = problem.type;
  }
  return response;
});

/** The type of the ACME problem in an error of the library's, for example `rateLimited`; `undefined` for any other. */
export function problemIn(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : '';
  return new RegExp(`${PROBLEM}(\\w+)`).exec(text)?.[1];
}
