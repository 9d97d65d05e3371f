import type { SecretName } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useRuns } from '../../data/runQueries';
import { useTexts } from '../../translation/useTexts';
import { FactTable } from '../FactTable';
import { PagedPanel } from '../PagedPanel';
import { useHistoryColumns } from './useHistoryColumns';

/** The runs of a secret, newest first. @internal */
export function History(props: { secret: SecretName }) {
  const t = useTexts();
  const query = useRuns(props.secret);
  const columns = useHistoryColumns();
  return (
    <PagedPanel
      title={t('history.title')}
      query={query}
      more={t('history.more')}
      empty={<p>{t('history.empty')}</p>}
      flush
    >
      {runs => (
        <FactTable
          label={t('history.title')}
          columns={columns}
          groups={[{ id: 'all', rows: runs }]}
          rowKey={run => run.label}
        />
      )}
    </PagedPanel>
  );
}
