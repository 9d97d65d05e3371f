import { Skeleton } from '@backstage/ui';

/** @public */
export function RunPage() {
  return <Skeleton />;
}
