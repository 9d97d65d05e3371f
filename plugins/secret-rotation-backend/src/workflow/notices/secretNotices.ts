import type { CurrentNotice, NoticeFacts, NoticeSecret } from './facts';
import { secretLink } from './links';
import { DEFAULT_REMINDERS, NO_REMINDERS } from './reminders';
import { scopeOf } from './scope';
import { wordsOfDueSoon, wordsOfOverdue } from './words';

/** A secret that has been due for longer than this, and that nothing rotates, is told of. */
export const OVERDUE_AFTER_MS = 60 * 60 * 1000;

/** What a secret without an open run gives to tell: that it will be due soon, or that it is overdue. */
export function noticeOfSecret(
  facts: NoticeFacts,
  secret: NoticeSecret,
): CurrentNotice | undefined {
  return ofDueSoon(facts, secret) ?? ofOverdue(facts, secret);
}

/** What waits for its window, for the end of a freeze or for another try is Keyturn's turn, not a person's. */
function isLeftOverdue(secret: NoticeSecret, now: number): boolean {
  const { binding, dueAt, dispatchAt } = secret;
  if (dueAt === undefined || binding === 'parked') return false;
  const isLate = (at: number) => at <= now - OVERDUE_AFTER_MS;
  const startsItself = binding === 'enrolled' && dispatchAt !== undefined;
  return isLate(dueAt) && (!startsItself || isLate(dispatchAt));
}

function ofDueSoon(
  facts: NoticeFacts,
  secret: NoticeSecret,
): CurrentNotice | undefined {
  const { dueAt, binding } = secret;
  const { aheadMs } = facts.reminders.get(secret.policy) ?? DEFAULT_REMINDERS;
  if (dueAt === undefined || aheadMs === undefined || binding === 'parked')
    return undefined;
  if (dueAt <= facts.now || dueAt > facts.now + aheadMs) return undefined;
  const recipient = secret.owner ?? facts.fallbackOwner;
  return {
    ...wordsOfDueSoon(secret, dueAt),
    recipient,
    scope: scopeOf(['secret', secret.id, 'due-soon'], recipient),
    link: secretLink(facts.paths, secret),
    secretId: secret.id,
    reminders: NO_REMINDERS,
  };
}

function ofOverdue(
  facts: NoticeFacts,
  secret: NoticeSecret,
): CurrentNotice | undefined {
  if (!isLeftOverdue(secret, facts.now)) return undefined;
  // Enrolling is not the owner's to do.
  const recipient =
    (secret.binding === 'unenrolled' ? undefined : secret.owner) ??
    facts.fallbackOwner;
  return {
    ...wordsOfOverdue(secret),
    recipient,
    scope: scopeOf(['secret', secret.id, 'overdue'], recipient),
    link: secretLink(facts.paths, secret),
    secretId: secret.id,
    reminders: facts.reminders.get(secret.policy) ?? DEFAULT_REMINDERS,
  };
}
