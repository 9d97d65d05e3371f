import {
  MisconfiguredError,
  type WrittenPlace,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ProjectState } from './readProjectState';

/** Why nothing can be delivered into a project, in one line. Pure. @internal */
export function reasonOfProject(
  state: Exclude<ProjectState, 'usable'>,
  project: string,
): MisconfiguredError {
  switch (state) {
    case 'archived':
      return new MisconfiguredError(
        `The project ${project} is archived: its variables cannot be changed`,
        'Unarchive it, or remove the dependency of the entity on this secret',
      );
    case 'moved':
      return new MisconfiguredError(
        `The project ${project} has another path now`,
        'Correct the annotation gitlab.com/project-slug',
      );
    default:
      return new MisconfiguredError(
        `There is no project ${project}, or the token may not see it`,
        'Correct the annotation gitlab.com/project-slug, or let the token see the project',
      );
  }
}

/** A variable as reasons name it. Pure. @internal */
export function writtenPlace(name: string): WrittenPlace {
  return {
    provider: 'GitLab',
    name,
    grant:
      'Give the token the scope "api" and the role Maintainer in that project, or Owner in that group',
  };
}
