import type { SecretDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useRuns } from '../../data/runQueries';
import { measuredText } from '../../time/span';
import { useTexts } from '../../translation/useTexts';
import { FactTable } from '../FactTable';
import { PagedPanel } from '../PagedPanel';
import { useHistoryColumns } from './useHistoryColumns';

/** The runs of a secret, newest first. @internal */
export function History(props: { secret: SecretDetail }) {
  const t = useTexts();
  const { secret } = props;
  const { convergence } = secret;
  const query = useRuns(secret);
  const columns = useHistoryColumns();
  return (
    <PagedPanel
      title={t('history.title')}
      end={
        convergence && (
          <span>
            {t('history.convergence', {
              p50: measuredText(t, convergence.p50Seconds),
              p95: measuredText(t, convergence.p95Seconds),
            })}
          </span>
        )
      }
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
