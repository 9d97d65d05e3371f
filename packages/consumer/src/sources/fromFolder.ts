import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretContent, SecretUnusableError } from '../SecretContent';
import { readWhole } from './readWhole';
import type { SecretSource } from './SecretSource';
import { watchFolder, type WatchOptions } from './watchFolder';

/** How a folder holds a secret. @public */
export interface FolderOptions extends WatchOptions {
  /** The file that holds the store's id of the version, if one does. Default: `version`. */
  versionFile?: string;
}

/** Kubernetes' symlink to the folder that holds all files of one version. */
const DATA = '..data';
const TRIES = 5;

/** A secret of which each file is a field: a Secret that Kubernetes mounts. @public */
export function fromFolder(
  folder: string,
  options: FolderOptions = {},
): SecretSource {
  const versionFile = options.versionFile ?? 'version';
  return {
    read: () => readFolder(folder, versionFile),
    watch: changed => watchFolder(folder, changed, options),
  };
}

/** Reads all files out of one version, again when it was swapped meanwhile. */
async function readFolder(
  folder: string,
  versionFile: string,
): Promise<SecretContent> {
  for (let tries = 1; ; tries += 1) {
    const before = await dataOf(folder);
    try {
      const texts = await readTexts(before);
      if (before === (await dataOf(folder))) {
        const { [versionFile]: version, ...fields } = texts;
        return new SecretContent(fields, version?.trim());
      }
    } catch (error) {
      if (before === (await dataOf(folder))) throw error;
    }
    if (tries === TRIES) {
      throw new SecretUnusableError('The folder changes all the time');
    }
  }
}

async function dataOf(folder: string): Promise<string> {
  try {
    return await realpath(join(folder, DATA));
  } catch {
    return realpath(folder); // a plain folder
  }
}

async function readTexts(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter(name => !name.startsWith('.'));
  const texts = await Promise.all(
    names.map(
      async name => [name, await readWhole(join(folder, name))] as const,
    ),
  );
  return Object.fromEntries(texts);
}
