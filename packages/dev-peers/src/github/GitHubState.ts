import sodium from 'libsodium-wrappers';

/** One secret as the stand-in holds it, opened. */
export interface StoredSecret {
  readonly value: string;
  readonly updatedAt: Date;
  readonly visibility?: string;
}

/** A run of a workflow, as it is shown. @public */
export interface WorkflowRun {
  readonly workflow: string;
  readonly branch: string;
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  /** Default: `push`. */
  readonly event?: string;
  /** Where its branch is; default: the repository itself. */
  readonly from?: string;
}

/** A run with what GitHub adds. */
export interface KeptRun extends WorkflowRun {
  readonly id: number;
  readonly createdAt: Date;
}

/** Secrets and variables of one repository, environment or organization. */
export class GitHubScope {
  readonly secrets = new Map<string, StoredSecret>();
  readonly variables = new Map<string, string>();
  readonly #keys = sodium.crypto_box_keypair('uint8array');

  /** Opens what was sealed for this scope; throws for anything else. */
  open(sealed: string): string {
    const bytes = sodium.crypto_box_seal_open(
      sodium.from_base64(sealed, sodium.base64_variants.ORIGINAL),
      this.#keys.publicKey,
      this.#keys.privateKey,
    );
    return sodium.to_string(bytes);
  }

  get publicKey(): string {
    return sodium.to_base64(
      this.#keys.publicKey,
      sodium.base64_variants.ORIGINAL,
    );
  }
}

/** One repository. */
export class GitHubRepository {
  isArchived = false;
  /** Its name now, after it was renamed. */
  renamedTo?: string;
  readonly runs: KeptRun[] = [];
}

/** All that the stand-in holds, by the API's paths. */
export class GitHubState {
  readonly repositories = new Map<string, GitHubRepository>();
  /** By the path under which `secrets` and `variables` are. */
  readonly scopes = new Map<string, GitHubScope>();
}
