import { Skeleton } from '@backstage/ui';

/** @public */
export function SecretsCard() {
  return <Skeleton />;
}
