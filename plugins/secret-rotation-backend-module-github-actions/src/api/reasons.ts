import {
  MisconfiguredError,
  type WrittenPlace,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RepositoryState } from './readRepository';

/** Why nothing can be delivered into a repository, in one line. Pure. @internal */
export function reasonOfRepository(
  state: Exclude<RepositoryState, 'usable'>,
  repository: string,
): MisconfiguredError {
  switch (state) {
    case 'archived':
      return new MisconfiguredError(
        `The repository ${repository} is archived: its secrets cannot be changed`,
        'Unarchive it, or remove the dependency of the entity on this secret',
      );
    case 'moved':
      return new MisconfiguredError(
        `The repository ${repository} has another name now`,
        'Correct the annotation github.com/project-slug',
      );
    default:
      return new MisconfiguredError(
        `There is no repository ${repository}, or the credential may not see it`,
        'Correct the annotation github.com/project-slug, or let the GitHub integration see the repository',
      );
  }
}

/** A secret as reasons name it. Pure. @internal */
export function writtenPlace(name: string): WrittenPlace {
  return {
    provider: 'GitHub',
    name,
    grant:
      'Give the GitHub App or the token "Secrets: read and write" and "Variables: read and write" of that repository, environment or organization, and "Metadata: read"',
  };
}
