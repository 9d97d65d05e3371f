import {
  refusalOfProject,
  type MisconfiguredError,
  type ProjectWords,
  type ProviderApi,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const shape = z.object({ full_name: z.string(), archived: z.boolean() });

const WORDS: ProjectWords = {
  noun: 'repository',
  goesBy: 'name',
  contents: 'secrets',
  annotation: 'github.com/project-slug',
  reader: 'credential',
  grant: 'let the GitHub integration see the repository',
};

/**
 * Why nothing can be delivered into a repository; `undefined` when something can.
 * @throws ApiProblem
 * @internal
 */
export async function refusalOfRepository(
  api: ProviderApi,
  repository: string,
): Promise<MisconfiguredError | undefined> {
  const read = async () => {
    const found = await api.get(`/repos/${repository}`, shape);
    return { name: found.full_name, archived: found.archived };
  };
  return refusalOfProject(repository, read, WORDS);
}
