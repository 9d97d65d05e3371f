import {
  SECRET_BADGES,
  type SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useListAddress } from '../../data/useListAddress';

const KEYS = ['owner', 'store', 'badge', 'search'] as const;

function asBadge(text: string | undefined): SecretBadge | undefined {
  return SECRET_BADGES.find(badge => badge === text);
}

/** What a person can narrow the list of secrets by. @internal */
export function useSecretFilter() {
  const address = useListAddress(KEYS);
  const { values } = address;
  return { ...address, filter: { ...values, badge: asBadge(values.badge) } };
}
