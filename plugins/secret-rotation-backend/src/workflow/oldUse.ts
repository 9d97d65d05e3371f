import { SESSION_LABEL_ANNOTATION } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { ConsumerState } from './consumer';

/** What the target says of a session on the credential that is to go. */
export interface OldSession {
  /** A short name that the session gives itself. */
  readonly label?: string;
}

/** Sessions that are left on the credential that is to go, by whose they are. */
export interface OldUse {
  /** What they call themselves; absent when they or the target do not say. */
  readonly label?: string;
  readonly sessions: number;
  /** Entity ref of the consumer that they are of; absent when none explains them. */
  readonly consumer?: string;
}

/** What may follow a consumer's name in a label: `checkout-7d9f`, `checkout[worker]`. */
const BREAK = /^[^\p{L}\p{N}]/u;

// A session chooses its label itself, and people read it.
const LONGEST_LABEL = 64;
const UNPRINTABLE = /[^\p{L}\p{N}\p{P}\p{S} ]/gu;

/**
 * Says whose sessions are left. A consumer explains those whose label is its name, or begins with it; the longest name
 * wins. Pure.
 */
export function explainOldUse(
  sessions: readonly OldSession[],
  consumers: readonly Pick<ConsumerState, 'entityRef' | 'entity'>[],
): OldUse[] {
  const names = consumers
    .map(({ entityRef, entity }) => ({
      entityRef,
      name: (entity.annotations?.[SESSION_LABEL_ANNOTATION] ?? entity.name)
        .trim()
        .toLowerCase(),
    }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.name.length - a.name.length);
  const uses = new Map<string | undefined, OldUse>();
  for (const session of sessions) {
    const label = readable(session.label);
    const consumer =
      label && names.find(({ name }) => isOf(label.toLowerCase(), name));
    const key = consumer ? consumer.entityRef : label;
    const before = uses.get(key);
    uses.set(key, {
      label: before?.label ?? label,
      sessions: (before?.sessions ?? 0) + 1,
      consumer: consumer ? consumer.entityRef : undefined,
    });
  }
  return [...uses.values()];
}

/** Notes of each consumer how many sessions it has left on the credential that is to go. Pure. */
export function withOldUse(
  consumers: readonly ConsumerState[],
  uses: readonly OldUse[],
): ConsumerState[] {
  return consumers.map(({ oldSessions: _, ...consumer }) => {
    const left = uses.find(use => use.consumer === consumer.entityRef);
    return left ? { ...consumer, oldSessions: left.sessions } : consumer;
  });
}

/** Whose sessions are left, in words. */
export function wordsOf(
  uses: readonly OldUse[],
  consumers: readonly ConsumerState[],
): string {
  const words = uses.map(({ label, sessions, consumer: ref }) => {
    const consumer = consumers.find(({ entityRef }) => entityRef === ref);
    if (consumer) return `${sessions} of ${consumer.title ?? ref}`;
    return label === undefined
      ? `${sessions} without a name`
      : `${sessions} of "${label}", which no consumer of the catalog explains`;
  });
  const total = uses.reduce((sum, { sessions }) => sum + sessions, 0);
  return total === 0
    ? '0 sessions left'
    : `${total} ${total === 1 ? 'session' : 'sessions'} left: ${words.join(
        ', ',
      )}`;
}

function isOf(label: string, name: string): boolean {
  return (
    label === name ||
    (label.startsWith(name) && BREAK.test(label.slice(name.length)))
  );
}

function readable(label: string | undefined): string | undefined {
  const text = label
    ?.replace(UNPRINTABLE, '')
    .trim()
    .slice(0, LONGEST_LABEL)
    .trim();
  return text === '' ? undefined : text;
}
