import {
  MisconfiguredError,
  ProviderApi,
  withinTime,
  type RateLimit,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { GitHubActionsSettings } from '../settings';

/**
 * Opens GitHub's API with the entry's token, or with the credential that the portal's integration has for a repository.
 * @throws MisconfiguredError, UnavailableError
 * @internal
 */
export async function connect(
  settings: GitHubActionsSettings,
  repository: string,
  { limit, signal }: { limit: RateLimit; signal: AbortSignal },
): Promise<ProviderApi> {
  const { origin, basePath, timeoutMs } = settings;
  return new ProviderApi({
    origin,
    basePath,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: await readAuthorization(settings, repository, signal),
      'x-github-api-version': '2022-11-28',
    },
    timeoutMs,
    limit,
    signal,
  });
}

async function readAuthorization(
  { credentials, token, host, timeoutMs }: GitHubActionsSettings,
  repository: string,
  signal: AbortSignal,
): Promise<string> {
  if (token) return `Bearer ${token.reveal('value')}`;
  // A GitHub App's token may have to be fetched.
  const { headers } = await withinTime(
    credentials.getCredentials({ url: `https://${host}/${repository}` }),
    AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    'The GitHub integration gave no credential',
  );
  if (headers?.Authorization) return headers.Authorization;
  throw new MisconfiguredError(
    `The GitHub integration of ${host} has no credential for ${repository}`,
    'Give it a token, or install its GitHub App for the repository',
  );
}
