import { Card } from '@backstage/ui';
import type { SecretPage } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useSecretPage } from '../../data/secretQueries';
import { PAGE_SIZE } from '../../data/useListAddress';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';
import { EmptyList, ListPages, listStyles, NoMatch } from '../ListControls';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { ConfigurationNotice } from './ConfigurationNotice';
import { Filters } from './Filters';
import { SecretTable } from './SecretTable';
import { useSecretFilter } from './useSecretFilter';

function Page(props: {
  page: SecretPage;
  list: ReturnType<typeof useSecretFilter>;
}) {
  const t = useTexts();
  const { zone } = useMoments();
  const { page, list } = props;
  const count = page.items.length;
  if (count === 0)
    return list.isFiltered ? (
      <NoMatch clear={list.clear} />
    ) : (
      <EmptyList title={t('overview.empty')} hint={t('overview.emptyHint')} />
    );
  return (
    <>
      <div className={listStyles.above}>
        <span>{t('overview.shown', { count })}</span>
        <span>{t('overview.worstFirst', { zone })}</span>
      </div>
      <SecretTable secrets={page.items} />
      <ListPages list={list} nextCursor={page.nextCursor} />
    </>
  );
}

/** The secrets of the catalog that the reader may see, worst first. @internal */
export function ManagedList() {
  const t = useTexts();
  const list = useSecretFilter();
  const read = useSecretPage({
    ...list.filter,
    cursor: list.cursor,
    limit: PAGE_SIZE,
  });
  return (
    <div className={listStyles.stack}>
      <ConfigurationNotice />
      <Filters list={list} shown={read.data?.items ?? []} />
      <Card className={listStyles.card}>
        <Loaded
          forbidden={t('overview.forbiddenHint')}
          read={read}
          skeleton={<SkeletonBlocks heights={[40, 56, 56, 56, 56, 56]} />}
        >
          {page => (
            <div>
              <Page page={page} list={list} />
            </div>
          )}
        </Loaded>
      </Card>
    </div>
  );
}
