/** The names directly below a folder; those of folders end with a slash. A folder is empty or ends with one too. */
export type ListFolder = (folder: string) => Promise<readonly string[]>;

/** Which part of a tree is walked. */
export interface Stretch {
  /** What the paths begin with. */
  readonly prefix: string;
  /** Only paths after this one; all without it. */
  readonly after?: string;
  /** Whether a path, or everything below a folder, is left out. */
  readonly isLeftOut: (path: string) => boolean;
}

/**
 * Walks a tree of folders in the order of the paths' characters, so that any path says what comes next: a walk goes on
 * after it by asking for its folders anew, whoever asks.
 */
export async function* pathsAfter(
  list: ListFolder,
  stretch: Stretch,
  folder = stretch.prefix.slice(0, stretch.prefix.lastIndexOf('/') + 1),
): AsyncGenerator<string> {
  const { prefix, after, isLeftOut } = stretch;
  for (const name of [...new Set(await list(folder))].sort(byCharacters)) {
    const path = folder + name;
    if (isLeftOut(path)) continue;
    if (name.endsWith('/')) {
      const holdsPrefix = path.startsWith(prefix) || prefix.startsWith(path);
      const isPast =
        after !== undefined && path < after && !after.startsWith(path);
      if (holdsPrefix && !isPast) yield* pathsAfter(list, stretch, path);
    } else if (path.startsWith(prefix) && !(after && path <= after)) {
      yield path;
    }
  }
}

/** As `<` compares, and not by anybody's language. */
function byCharacters(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
