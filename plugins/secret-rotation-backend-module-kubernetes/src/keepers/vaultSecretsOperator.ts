import { z } from 'zod';
import { ApiProblem } from '../clusters/ApiProblem';
import type { FindSources } from './Keeper';
import { listCustom } from './listCustom';

const PLURAL = 'vaultstaticsecrets';

const vaultStaticSecret = z.object({
  spec: z.object({
    path: z.string(),
    destination: z.object({ name: z.string() }),
  }),
});

/**
 * Vault Secrets Operator: the VaultStaticSecrets of a path. It has no documented means to ask for a sync: the value
 * comes with `refreshAfter`, or at once with `instantUpdates`.
 * @internal
 */
export const findVaultStaticSecrets: FindSources = async (
  api,
  namespace,
  remoteKey,
) => {
  const found = await listCustom(
    api,
    {
      group: 'secrets.hashicorp.com',
      version: 'v1beta1',
      namespace,
      plural: PLURAL,
    },
    vaultStaticSecret,
  );
  if (!found) throw new ApiProblem('absent', `list ${PLURAL}`);
  return found
    .filter(({ spec }) => spec.path === remoteKey)
    .map(({ spec }) => ({ namespace, secret: spec.destination.name }));
};
