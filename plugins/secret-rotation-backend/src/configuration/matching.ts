import type {
  EnrolmentRule,
  FreezeRule,
  RotatorEntry,
  StoreEntry,
} from './model';
import { matchesAny, namespaceMatchesAny } from './globs';

/** What a segment of a path may be made of: nothing that a URL, a shell or a store could read as something else. */
const PLAIN_SEGMENT = /^[A-Za-z0-9_.@+=:-]+$/;

/**
 * Whether a path of a store means the same everywhere: no `..`, no empty segment, no character that some layer decodes.
 * Such a path can match an allow-list; any other never does.
 * @internal
 */
function isPlainPath(path: string): boolean {
  return path
    .split('/')
    .every(
      segment =>
        PLAIN_SEGMENT.test(segment) && segment !== '.' && segment !== '..',
    );
}

/**
 * Whether an account's name is one that an allow-list can be asked about: not empty, no control characters, no
 * segment that walks up. Anything else in it is the rotator's to quote.
 * @internal
 */
function isPlainAccount(account: string): boolean {
  return (
    account.length > 0 &&
    !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/u.test(account) &&
    account.split('/').every(segment => segment !== '.' && segment !== '..')
  );
}

/** Whether the operator lets secrets of a namespace use a path of a store. @internal */
export function mayUsePath(
  store: Pick<StoreEntry, 'allow'>,
  namespace: string,
  path: string,
): boolean {
  return (
    isPlainPath(path) &&
    store.allow.some(
      allowance =>
        namespaceMatchesAny(allowance.namespaces, namespace) &&
        matchesAny(allowance.paths, path),
    )
  );
}

/** Whether the operator lets secrets of a namespace use an account of a rotator's target. @internal */
export function mayUseAccount(
  rotator: Pick<RotatorEntry, 'allow'>,
  namespace: string,
  account: string,
): boolean {
  return (
    isPlainAccount(account) &&
    rotator.allow.some(
      allowance =>
        namespaceMatchesAny(allowance.namespaces, namespace) &&
        matchesAny(allowance.accounts, account),
    )
  );
}

/** The freezes that hold for a secret. @internal */
export function freezesOf(
  rules: readonly FreezeRule[],
  secret: { policy: string; namespace: string },
): FreezeRule[] {
  return rules.filter(
    rule =>
      matchesAny(rule.policies, secret.policy) &&
      namespaceMatchesAny(rule.namespaces, secret.namespace),
  );
}

/**
 * Whether the operator enrolled bindings of this kind in advance. The allow-lists hold besides: a rule never widens
 * what a store or a rotator allows.
 * @internal
 */
export function enrolledByRule(
  rules: EnrolmentRule[],
  binding: { namespace: string; store: string; rotator: string },
): boolean {
  return rules.some(
    rule =>
      namespaceMatchesAny(rule.namespaces, binding.namespace) &&
      matchesAny(rule.stores, binding.store) &&
      matchesAny(rule.rotators, binding.rotator),
  );
}
