import type { ActingRotator, CredentialWatcher } from './Rotator';

/**
 * What a kind of rotator, or one strategy of it, can do at its target. A module exports `rotatorDeclarations`, one for
 * each strategy: the table in the docs is made of them, and the conformance kit holds the rotator to them.
 * @public
 */
export interface RotatorDeclaration {
  /** What app-config names, for example `postgres`. */
  readonly kind: string;
  /** What app-config names, where the kind has several. */
  readonly strategy?: string;
  /** For people, for example `PostgreSQL, alternating users`. */
  readonly title: string;
  /** Who makes the value: we do (`chosen`), the target does (`issued`), the secrets manager does (`delegated`), a person does (`manual`). */
  readonly issues: 'chosen' | 'issued' | 'delegated' | 'manual';
  /** Whether the target accepts old and new at once. */
  readonly overlap: CredentialWatcher['overlap'];
  /** Whether a value is accepted before it is activated: keys are known to everybody one version ahead. */
  readonly isKnownAhead?: true;
  /** Whether the old value goes on being accepted until the next rotation, because what was made with it is still good. */
  readonly staysUntilNext?: true;
  /** `none`: nobody can be asked whether a value is accepted. Absent: fresh logins can be tried. */
  readonly probing?: CredentialWatcher['probing'];
  /** Whether two accounts take turns, or one holds every credential of the secret. */
  readonly accounts: 'two' | 'one';
  /** Whether the target can tell who is still on the old credential. */
  readonly usage: CredentialWatcher['usage'];
  /** How the use of the old credential is seen at the target. */
  readonly seenBy: 'open-sessions' | 'last-use' | 'nothing';
  /**
   * What becomes of whoever is still on the old credential when it is refused: its sessions are ended; there are none,
   * every request carries the credential; they live until they are closed.
   */
  readonly oldSessions: 'ended' | 'none' | 'live-on';
  /** `target`: the target itself refuses an older fence. `deadline`: only time protects. `none`: it writes nothing. */
  readonly fencing: ActingRotator['fencing'] | 'none';
  /** The servers that the conformance kit passed on, for example `PostgreSQL 18`. */
  readonly provenOn: readonly string[];
  /** What the operator's credential needs. */
  readonly privileges: {
    /** In a few words. */
    readonly summary: string;
    /** The script that grants it and that the tests run, from the root of the module's package. */
    readonly script?: string;
  };
  /** The page about it, from the folder `docs`. */
  readonly page: string;
}
