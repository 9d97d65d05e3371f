import type { Verifier } from '../verifiers';

/** What a server keeps of an account's credentials. */
export interface AccountState {
  /** Locked: it refuses every login. */
  readonly isLocked: boolean;
  /** What it accepts, the first one first. A plugin that Keyturn does not know is one too. */
  readonly verifiers: readonly Verifier[];
}
