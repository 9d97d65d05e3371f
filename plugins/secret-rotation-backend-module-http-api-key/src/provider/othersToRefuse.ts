import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { KeyLabels } from './KeyLabels';
import { madeFor, orphansOf, type ProviderKey } from './ProviderKey';

/**
 * The keys that revoke is to refuse besides the one that is named: what this run left behind. Where none is named: each
 * of ours but the one that stays. Pure.
 * @throws MisconfiguredError when it cannot be told which are ours
 * @internal
 */
export function othersToRefuse(
  keys: readonly ProviderKey[],
  {
    account,
    kept,
    named,
    run,
    labels,
  }: {
    account: string;
    kept: string;
    named: string | undefined;
    run: number;
    labels: KeyLabels;
  },
): string[] {
  if (named !== undefined) {
    const known = new Set([kept, named]);
    return orphansOf(keys, { account, run, known, labels }).map(({ id }) => id);
  }
  if (keys.some(({ label }) => label === undefined)) {
    throw new MisconfiguredError(
      `Which key of ${account} is to be refused cannot be told: the store does not have it any more, and the provider's keys carry no label`,
      'Revoke every key of the account but the current one at the provider, then recheck',
    );
  }
  return madeFor(account, keys, labels).map(({ id }) => id);
}
