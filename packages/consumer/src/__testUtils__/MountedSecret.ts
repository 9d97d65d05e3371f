import {
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder as kubelet keeps it: all files of a version in a folder of its own, swapped by one symlink. */
export class MountedSecret {
  #swaps = 0;
  #data?: string;

  private constructor(readonly folder: string) {}

  static async create(fields: Record<string, string>): Promise<MountedSecret> {
    const mounted = new MountedSecret(
      await mkdtemp(join(tmpdir(), 'keyturn-mount-')),
    );
    await mounted.swap(fields);
    for (const name of Object.keys(fields)) {
      await symlink(join('..data', name), join(mounted.folder, name));
    }
    return mounted;
  }

  async swap(fields: Record<string, string>): Promise<void> {
    this.#swaps += 1;
    const next = `..${this.#swaps}`;
    await mkdir(join(this.folder, next));
    for (const [name, text] of Object.entries(fields)) {
      await writeFile(join(this.folder, next, name), text);
    }
    await symlink(next, join(this.folder, '..data_tmp'));
    await rename(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
    if (this.#data)
      await rm(join(this.folder, this.#data), { recursive: true });
    this.#data = next;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
