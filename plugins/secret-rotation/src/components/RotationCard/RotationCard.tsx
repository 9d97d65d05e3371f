import { Skeleton } from '@backstage/ui';

/** @public */
export function RotationCard() {
  return <Skeleton />;
}
