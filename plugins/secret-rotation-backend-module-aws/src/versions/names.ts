import {
  MisconfiguredError,
  type StagePlace,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';

const MOST_SIGNS = 512;

/** Whether a text has only the signs that names of secrets have. */
export function isNamePart(text: string): boolean {
  return /^[A-Za-z0-9/_+=.@-]+$/.test(text);
}

/** The names under which paths and first values stand in Secrets Manager. */
export class SecretNames {
  readonly #prefix: string;
  readonly #staging: string;

  constructor(options: { readonly prefix: string; readonly staging: string }) {
    this.#prefix = options.prefix;
    this.#staging = options.staging;
  }

  /**
   * The name of the secret itself.
   * @throws MisconfiguredError before any request, when no secret can have that name
   */
  of({ path }: StorePath): string {
    const hasEmptyParts = path.split('/').includes('');
    const name = this.#prefix + path;
    if (
      this.#isStaging(path) ||
      hasEmptyParts ||
      !isNamePart(path) ||
      name.length > MOST_SIGNS
    ) {
      throw new MisconfiguredError(
        'The path is no name of a secret that Keyturn may use',
        'Write it as letters, digits, / _ + = . @ - without a slash at either end, outside of the staging name',
      );
    }
    return name;
  }

  /** What the names begin with of the secrets whose paths begin with a text. */
  beginning(prefix: string): string {
    return this.#prefix + prefix;
  }

  /** The path of a secret; `undefined` for one that is not of this store or where a first value waits. */
  pathOf(name: string): string | undefined {
    if (!name.startsWith(this.#prefix)) return undefined;
    const path = name.slice(this.#prefix.length);
    return this.#isStaging(path) ? undefined : path;
  }

  /** The name of the secret where a run keeps the value of a path that has none yet. */
  staged(place: StagePlace): string {
    const name = this.of(place).slice(this.#prefix.length);
    return `${this.#prefix}${this.#staging}/${name}/${place.runId}`;
  }

  #isStaging(path: string): boolean {
    return `${path}/`.startsWith(`${this.#staging}/`);
  }
}
