import { z } from 'zod';
import { ApiProblem } from '../clusters/ApiProblem';
import { FIELD_MANAGER, type ClusterApi } from '../clusters/ClusterApi';
import { listCustom } from './listCustom';
import type { FindSources, KeptSource } from './Keeper';

const GROUP = 'external-secrets.io';
const PLURAL = 'externalsecrets';
/** Newest first: operators from before 0.16 serve the second alone. */
const VERSIONS = ['v1', 'v1beta1'];

const remoteRef = z.object({ key: z.string() });
const externalSecret = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    target: z.object({ name: z.string().optional() }).optional(),
    data: z.array(z.object({ remoteRef })).default([]),
    dataFrom: z.array(z.object({ extract: remoteRef.optional() })).default([]),
  }),
  status: z
    .object({
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            message: z.string().default(''),
          }),
        )
        .default([]),
    })
    .optional(),
});

type ExternalSecret = z.infer<typeof externalSecret>;

/** External Secrets Operator: the ExternalSecrets that read a key, and the Secrets that they fill. @internal */
export const findExternalSecrets: FindSources = async (
  api,
  namespace,
  remoteKey,
) => {
  for (const version of VERSIONS) {
    const at = { group: GROUP, version, namespace, plural: PLURAL };
    const found = await listCustom(api, at, externalSecret);
    if (found)
      return found
        .filter(each => reads(each, remoteKey))
        .map(each => sourceOf(each, at));
  }
  throw new ApiProblem('absent', `list ${PLURAL}`);
};

function reads({ spec }: ExternalSecret, remoteKey: string): boolean {
  return (
    spec.data.some(each => each.remoteRef.key === remoteKey) ||
    spec.dataFrom.some(each => each.extract?.key === remoteKey)
  );
}

function sourceOf(
  { metadata, spec, status }: ExternalSecret,
  at: { group: string; version: string; namespace: string; plural: string },
): KeptSource {
  const ready = status?.conditions.find(each => each.type === 'Ready');
  return {
    namespace: at.namespace,
    secret: spec.target?.name ?? metadata.name,
    trouble: ready?.status === 'False' ? troubleOf(ready.message) : undefined,
    async force(api: ClusterApi, mark: string) {
      await api.ask(`patch ${PLURAL}`, () =>
        api.custom.patchNamespacedCustomObject({
          ...at,
          name: metadata.name,
          fieldManager: FIELD_MANAGER,
          body: { metadata: { annotations: { 'force-sync': mark } } },
        }),
      );
    },
  };
}

/** The operator's words are the provider's: they are read, never shown. */
function troubleOf(message: string): KeptSource['trouble'] {
  if (
    /permission denied|forbidden|access ?denied|unauthori[sz]ed|\b40[13]\b/i.test(
      message,
    )
  )
    return 'permission-denied';
  if (
    /not (exist|found)|does not exist|no such|cannot find|\b404\b/i.test(
      message,
    )
  )
    return 'wrong-path';
  return 'not-reloaded';
}
