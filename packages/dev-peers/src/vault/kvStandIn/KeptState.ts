import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { AclState } from './acl';
import type { KvState } from './kvShapes';

/** All that the stand-in remembers. */
export interface State {
  readonly kv: KvState;
  readonly acl: AclState;
}

/**
 * The state in a file that is replaced whole at every change and synced before the answer: it survives a kill at any
 * point, and a destroyed value is in it no more.
 */
export class KeptState {
  readonly state: State;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.state = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : {
          kv: { config: { max_versions: 0, cas_required: false }, entries: {} },
          acl: { policies: {}, tokens: {} },
        };
  }

  /** Makes the state durable as it is now. */
  save(): void {
    const written = openSync(`${this.#file}.new`, 'w', 0o600);
    writeFileSync(written, JSON.stringify(this.state));
    fsyncSync(written);
    closeSync(written);
    renameSync(`${this.#file}.new`, this.#file);
    const folder = openSync(dirname(this.#file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }
}
