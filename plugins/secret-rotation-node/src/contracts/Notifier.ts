import type { EffectContext } from './effect';

/** How much a notice presses. @public */
export type NoticeSeverity = 'critical' | 'high' | 'normal' | 'low';

/** What somebody is told. It is made of names, states and numbers alone: no value, no address, nobody else’s text. @public */
export interface Notice {
  /** Entity ref of a user, or of a group, whose members are told. */
  readonly recipient: string;
  /** A later notice of the same scope takes the place of this one, so that a repeat is no second entry. */
  readonly scope: string;
  /** Names the secret and what is the matter, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  /** Path in the portal where it is dealt with. */
  readonly link: string;
  /** What is critical concerns a value that somebody else may have. */
  readonly severity: NoticeSeverity;
}

/** Brings notices to people. @public */
export interface Notifier {
  /**
   * Tells a notice. After a crash the same notice may come a second time.
   * @throws UnavailableError, or anything else, when it is not known to have been taken over: it is told again later
   */
  tell(notice: Notice, context: EffectContext): Promise<void>;
}
