import { Skeleton } from '@backstage/ui';

/** @public */
export function OverviewPage() {
  return <Skeleton />;
}
