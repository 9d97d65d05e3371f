import { Skeleton } from '@backstage/ui';

/** @public */
export function RotationTab() {
  return <Skeleton />;
}
