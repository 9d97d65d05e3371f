import type {
  Run,
  SecretName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { Button, Skeleton } from '@backstage/ui';
import { useRuns } from '../../data/runQueries';
import { useTexts } from '../../translation/useTexts';
import { FactTable } from '../FactTable';
import { LoadFailure } from '../Notices';
import { Panel } from '../Panel';
import { useHistoryColumns } from './useHistoryColumns';

/** The runs of a secret, newest first. @internal */
export function History(props: { secret: SecretName }) {
  const t = useTexts();
  const query = useRuns(props.secret);
  const columns = useHistoryColumns();
  const runs: Run[] = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Panel
      title={t('history.title')}
      flush={runs.length > 0}
      footer={
        query.hasNextPage && (
          <Button
            variant="secondary"
            size="small"
            isPending={query.isFetchingNextPage}
            onPress={() => query.fetchNextPage()}
          >
            {t('history.more')}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton height={80} />}
      {!query.data && query.error && (
        <LoadFailure error={query.error} retry={() => query.refetch()} />
      )}
      {query.data && runs.length === 0 && <p>{t('history.empty')}</p>}
      {runs.length > 0 && (
        <FactTable
          label={t('history.title')}
          columns={columns}
          groups={[{ id: 'all', rows: runs }]}
          rowKey={run => run.label}
        />
      )}
    </Panel>
  );
}
