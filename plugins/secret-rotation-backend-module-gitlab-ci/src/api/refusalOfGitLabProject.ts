import {
  refusalOfProject,
  type MisconfiguredError,
  type ProjectWords,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const shape = z.object({
  path_with_namespace: z.string(),
  archived: z.boolean(),
});

const WORDS: ProjectWords = {
  noun: 'project',
  goesBy: 'path',
  contents: 'variables',
  annotation: 'gitlab.com/project-slug',
  reader: 'token',
  grant: 'let the token see the project',
};

/**
 * Why nothing can be delivered into a project of GitLab; `undefined` when something can.
 * @throws ApiProblem
 * @internal
 */
export async function refusalOfGitLabProject(
  api: ProviderApi,
  project: string,
): Promise<MisconfiguredError | undefined> {
  const read = async () => {
    const path = `/projects/${encodeURIComponent(project)}`;
    const found = await api.get(path, shape);
    return { name: found.path_with_namespace, archived: found.archived };
  };
  return refusalOfProject(project, read, WORDS);
}
