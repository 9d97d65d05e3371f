import type { UnmanagedSecret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { secondsBetween } from '../../time/span';

/** Some stores make a secret and its first version one after the other. */
const AT_ONCE_SECONDS = 60;

/** Whether what consumers read is the first version there was. @internal */
export function wasNeverChanged({
  createdAt,
  changedAt,
}: Pick<UnmanagedSecret, 'createdAt' | 'changedAt'>): boolean {
  return (
    createdAt !== undefined &&
    changedAt !== undefined &&
    secondsBetween(createdAt, changedAt) < AT_ONCE_SECONDS
  );
}
