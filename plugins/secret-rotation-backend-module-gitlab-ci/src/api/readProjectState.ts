import {
  ApiProblem,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const shape = z.object({
  path_with_namespace: z.string(),
  archived: z.boolean(),
});

/** Whether a project can be used as the consumer's. @internal */
export type ProjectState = 'usable' | 'archived' | 'absent' | 'moved';

/**
 * Looks at a project before anything in it.
 * @throws ApiProblem
 * @internal
 */
export async function readProjectState(
  api: ProviderApi,
  project: string,
): Promise<ProjectState> {
  try {
    const found = await api.get(
      `/projects/${encodeURIComponent(project)}`,
      shape,
    );
    if (found.path_with_namespace.toLowerCase() !== project.toLowerCase())
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
