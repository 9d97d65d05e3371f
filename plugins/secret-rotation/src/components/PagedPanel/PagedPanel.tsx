import type { ReactNode } from 'react';
import { Button, Skeleton } from '@backstage/ui';
import type {
  InfiniteData,
  UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { LoadFailure } from '../Notices';
import { Panel } from '../Panel';

/** A panel of rows that are read page after page. @internal */
export function PagedPanel<T>(props: {
  title: ReactNode;
  end?: ReactNode;
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>;
  /** On the button that reads the next page. */
  more: string;
  /** Shown when there is no row at all. */
  empty: ReactNode;
  /** Rows that bring their own inner edge, such as a table. */
  flush?: boolean;
  children: (rows: T[]) => ReactNode;
}) {
  const { title, end, query, more, empty, flush, children } = props;
  const rows = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Panel
      title={title}
      end={end}
      flush={flush && rows.length > 0}
      footer={
        query.hasNextPage && (
          <Button
            variant="secondary"
            size="small"
            isPending={query.isFetchingNextPage}
            onPress={() => query.fetchNextPage()}
          >
            {more}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton height={80} />}
      {!query.data && query.error && (
        <LoadFailure error={query.error} retry={() => query.refetch()} />
      )}
      {query.data && rows.length === 0 && empty}
      {rows.length > 0 && children(rows)}
    </Panel>
  );
}
