import { NOON } from '../ledgerRows';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** Where a secret of that name lies. */
export function pathOf(name: string): string {
  return `${name}/db-login`;
}

/** The options of its rotator. */
export function usersOf(name: string) {
  return { users: [`${name}_a`, `${name}_b`] };
}

/** Enrolled ones, and one of each other binding. */
export const SECRETS = [
  'billing',
  'asking',
  'fresh',
  'stalled',
  'refused',
  'parked',
  'unenrolled',
  'misconfigured',
] as const;

/** One of the secrets. */
export type Name = (typeof SECRETS)[number];

/** The row of a secret. */
export function secretRow(name: Name): Record<string, unknown> {
  const isEnrolled = !['parked', 'unenrolled', 'misconfigured'].includes(name);
  return {
    id: idOf(name),
    entity_ref: `resource:default/${name}`,
    namespace: 'default',
    name,
    owner: 'group:default/team-payments',
    store: 'vault',
    path: pathOf(name),
    rotator: 'postgres',
    policy: 'database',
    options: JSON.stringify(usersOf(name)),
    binding: isEnrolled ? 'enrolled' : name,
    problem:
      name === 'misconfigured'
        ? JSON.stringify({ code: 'unknown-store', message: 'm', fix: 'f' })
        : null,
    binding_hash: `hash of ${name}`,
    enrolled_hash: isEnrolled ? `hash of ${name}` : null,
    last_version: name === 'billing' ? 2 : 0,
    current_version: name === 'billing' ? 2 : null,
    rotated_at: NOON - 40 * DAY,
    // The schedule was refused an hour ago and tries again in an hour.
    due_at: name === 'refused' ? NOON - 2 * HOUR : NOON + 20 * DAY,
    due_because: 'Every 30 days',
    dispatch_at: name === 'refused' ? NOON + HOUR : NOON + 20 * DAY,
    consumer_count: 1,
    seen_at: NOON - 60_000,
  };
}

/** The number of a secret. */
export function idOf(name: Name): number {
  return SECRETS.indexOf(name) + 1;
}
