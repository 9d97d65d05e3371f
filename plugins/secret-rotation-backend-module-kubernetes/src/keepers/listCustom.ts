import { z } from 'zod';
import { ApiProblem } from '../clusters/ApiProblem';
import type { ClusterApi } from '../clusters/ClusterApi';

/** Lists custom objects and checks their shape; `undefined` where the cluster does not know the kind. @internal */
export async function listCustom<T>(
  api: ClusterApi,
  at: { group: string; version: string; namespace: string; plural: string },
  shape: z.ZodType<T>,
): Promise<T[] | undefined> {
  const asked = `list ${at.plural}`;
  const read: unknown = await api.find(asked, () =>
    api.custom.listNamespacedCustomObject(at),
  );
  if (read === undefined) return undefined;
  const list = z.object({ items: z.array(shape) }).safeParse(read);
  if (!list.success) throw new ApiProblem('malformed', asked);
  return list.data.items;
}
