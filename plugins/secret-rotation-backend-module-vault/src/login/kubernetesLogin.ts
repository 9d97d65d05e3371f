import { z } from 'zod';
import { isUsablePath } from '../kv/endpoints';
import { fileName, requiredCredentialOf } from './credentials';
import type { LoginFactory } from './Login';
import { signedTokenLogin } from './signedTokenLogin';

/** `auth.kubernetes` of an entry. */
export const kubernetesEntry = z.strictObject({
  mount: z.string().refine(isUsablePath).default('kubernetes'),
  role: z.string().min(1),
  // Where Kubernetes puts it into a pod.
  tokenFile: fileName.default(
    '/var/run/secrets/kubernetes.io/serviceaccount/token',
  ),
});

/**
 * Kubernetes: the token of the pod's service account, which the server has the cluster review.
 * @param at - the key of `auth.kubernetes` in app-config
 */
export function kubernetesLogin(
  entry: z.infer<typeof kubernetesEntry>,
  at: string,
): LoginFactory {
  return signedTokenLogin({
    ...entry,
    name: 'Kubernetes',
    jwt: requiredCredentialOf(entry, at, ['tokenFile']),
    fix: "Check that the role is bound to the backend's service account and namespace, and that the server may review tokens",
  });
}
