import type {
  BindingState,
  DueState,
  OpenRunState,
  SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { SECRET_BADGES } from '@keyturn/backstage-plugin-secret-rotation-common';

const OF_RUN: Readonly<Record<OpenRunState, SecretBadge>> = {
  queued: 'rotating',
  running: 'rotating',
  waiting: 'rotating',
  blocked: 'blocked',
};

/**
 * The worst fact about a secret.
 * @param troubled - the open run waits because something is not as it should be, not for time to pass
 */
export function badgeOf(facts: {
  binding: BindingState;
  due: DueState;
  openRun?: OpenRunState;
  troubled?: boolean;
}): SecretBadge {
  const badges: SecretBadge[] = [facts.due];
  if (facts.binding !== 'enrolled') badges.push(facts.binding);
  if (facts.openRun) {
    // An overdue secret that is being rotated is not the owner's worry any more.
    badges[0] = facts.due === 'overdue' ? 'due-soon' : facts.due;
    const isTroubled = facts.openRun === 'waiting' && facts.troubled;
    badges.push(isTroubled ? 'waiting' : OF_RUN[facts.openRun]);
  }
  return worst(badges);
}

/** The worst of several badges; `up-to-date` when there is none. */
export function worst(badges: readonly SecretBadge[]): SecretBadge {
  return SECRET_BADGES.find(badge => badges.includes(badge)) ?? 'up-to-date';
}
