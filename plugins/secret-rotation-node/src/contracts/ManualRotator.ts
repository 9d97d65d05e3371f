import type { StorePath } from './SecretStore';
import type { CredentialWatcher } from './Rotator';

/** What a person is asked to do. No part of it is a value. @public */
export interface ManualTask {
  /** One sentence, for example `Make a new key in the partner’s portal and write it to the store`. */
  readonly title: string;
  /** How, in as many lines as it takes. */
  readonly instructions: string;
  /** A command of the store's or the target's own tool. It asks for the value itself. Absent: that of the store. */
  readonly command?: string;
  /** Where it is done. */
  readonly link?: string;
  /** Entity ref of who is asked, and who alone may say that it is done; absent for the secret's owner. */
  readonly assignee?: string;
}

/**
 * Asks people to change what nothing else can: a partner's portal. They write the value with the store's own tool, so
 * it does not pass Keyturn, which sees that there is another version. Nothing here writes.
 * @public
 */
export interface ManualRotator<TOptions = unknown>
  extends CredentialWatcher<TOptions> {
  /** A person makes the value and writes it. */
  readonly issues: 'manual';
  /** The field of the value that the person writes, where the value has several. */
  readonly field?: string;

  /** The task of making a new value and writing it, or of having the old one refused. Pure. */
  task(
    input: StorePath & { options: TOptions; step: 'activate' | 'revoke' },
  ): ManualTask;
}
