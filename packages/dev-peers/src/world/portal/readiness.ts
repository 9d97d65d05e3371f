const TIMEOUT_MS = 5_000;

/**
 * Whether somebody can use the portal: it answers, and lets a person in, for which it must have read the catalog.
 * @internal
 */
export async function isUsable(url: string, person: string): Promise<boolean> {
  return (
    (await answers(`${url}/.backstage/health/v1/readiness`, {})) &&
    (await answers(`${url}/api/auth/development/refresh?env=development`, {
      'x-development-user': person,
      'x-requested-with': 'XMLHttpRequest',
    }))
  );
}

async function answers(
  url: string,
  headers: Record<string, string>,
): Promise<boolean> {
  return fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    async response => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false, // it does not listen yet
  );
}
