import { z } from 'zod';
import { ApiProblem } from '../clusters/ApiProblem';
import type { FindSources } from './Keeper';
import { listCustom } from './listCustom';

const PLURAL = 'secretproviderclasses';

const secretProviderClass = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ parameters: z.record(z.string(), z.string()).default({}) }),
});

/** Secrets Store CSI driver: the classes whose parameters name a key. Pods read the manager when they start. @internal */
export const findSecretProviderClasses: FindSources = async (
  api,
  namespace,
  remoteKey,
) => {
  const found = await listCustom(
    api,
    {
      group: 'secrets-store.csi.x-k8s.io',
      version: 'v1',
      namespace,
      plural: PLURAL,
    },
    secretProviderClass,
  );
  if (!found) throw new ApiProblem('absent', `list ${PLURAL}`);
  return found
    .filter(({ spec }) =>
      Object.values(spec.parameters).some(text => names(text, remoteKey)),
    )
    .map(({ metadata }) => ({ namespace, className: metadata.name }));
};

/** Whether a parameter's text names the key as a whole word; providers write their objects as YAML in a string. */
function names(text: string, remoteKey: string): boolean {
  return text.split(/[\s"',[\]{}]+/).includes(remoteKey);
}
