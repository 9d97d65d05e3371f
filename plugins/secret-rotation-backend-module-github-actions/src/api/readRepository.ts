import {
  ApiProblem,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const shape = z.object({ full_name: z.string(), archived: z.boolean() });

/** Whether a repository can be used as the consumer's. @internal */
export type RepositoryState = 'usable' | 'archived' | 'absent' | 'moved';

/**
 * Looks at a repository before anything in it.
 * @throws ApiProblem
 * @internal
 */
export async function readRepository(
  api: ProviderApi,
  repository: string,
): Promise<RepositoryState> {
  try {
    const found = await api.get(`/repos/${repository}`, shape);
    if (found.full_name.toLowerCase() !== repository.toLowerCase())
      return 'moved';
    return found.archived ? 'archived' : 'usable';
  } catch (error) {
    if (error instanceof ApiProblem) {
      if (error.kind === 'absent') return 'absent';
      if (error.kind === 'moved') return 'moved';
    }
    throw error;
  }
}
