import { MisconfiguredError } from '../errors';
import { ApiProblem } from '../providerApi/ApiProblem';

/** A project as its provider shows it. @public */
export interface ShownProject {
  /** Under which name it was found; another one than it was asked for when it has moved. */
  readonly name: string;
  /** Whether nothing in it can be changed any more. */
  readonly archived: boolean;
}

/** How a provider calls what has to do with projects, for messages. @public */
export interface ProjectWords {
  /** `repository`. */
  readonly noun: string;
  /** What a project goes by: `name`, or `path` where groups are part of it. */
  readonly goesBy: 'name' | 'path';
  /** What is delivered into it: `secrets`. */
  readonly contents: string;
  /** By which annotation entities name it. */
  readonly annotation: string;
  /** What reads it: `token`. */
  readonly reader: string;
  /** What lets it be seen: `let the token see the project`. */
  readonly grant: string;
}

/**
 * Looks at a project before anything in it, and says in one line why nothing can be delivered into it.
 * @returns `undefined` when something can
 * @throws ApiProblem
 * @public
 */
export async function refusalOfProject(
  project: string,
  read: () => Promise<ShownProject>,
  words: ProjectWords,
): Promise<MisconfiguredError | undefined> {
  const { noun, contents, annotation, reader, grant } = words;
  switch (await stateOf(project, read)) {
    case 'usable':
      return undefined;
    case 'archived':
      return new MisconfiguredError(
        `The ${noun} ${project} is archived: its ${contents} cannot be changed`,
        'Unarchive it, or remove the dependency of the entity on this secret',
      );
    case 'moved':
      return new MisconfiguredError(
        `The ${noun} ${project} has another ${words.goesBy} now`,
        `Correct the annotation ${annotation}`,
      );
    default:
      return new MisconfiguredError(
        `There is no ${noun} ${project}, or the ${reader} may not see it`,
        `Correct the annotation ${annotation}, or ${grant}`,
      );
  }
}

async function stateOf(
  project: string,
  read: () => Promise<ShownProject>,
): Promise<'usable' | 'archived' | 'moved' | 'absent'> {
  try {
    const { name, archived } = await read();
    if (name.toLowerCase() !== project.toLowerCase()) return 'moved';
    return archived ? 'archived' : 'usable';
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.kind === 'absent' || error.kind === 'moved') return error.kind;
    throw error;
  }
}
