import { Card } from '@backstage/ui';
import type {
  StoreInventory,
  UnmanagedPage,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useUnmanagedPage } from '../../data/secretQueries';
import {
  PAGE_SIZE,
  useListAddress,
  type ListAddress,
} from '../../data/useListAddress';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';
import {
  Choice,
  EmptyList,
  FilterBar,
  ListPages,
  listStyles,
  NoMatch,
} from '../ListControls';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { StoreNotices } from './StoreNotices';
import { UnmanagedTable } from './UnmanagedTable';
import styles from './UnmanagedList.module.css';

const KEYS = ['store', 'search'] as const;

type List = ListAddress<(typeof KEYS)[number]>;

/** Why there is no row: nothing is walked, nothing was found yet, or everything is managed. */
function Empty(props: { stores: StoreInventory[] }) {
  const t = useTexts();
  const { stores } = props;
  if (stores.length === 0)
    return (
      <EmptyList
        title={t('unmanaged.noStore')}
        hint={t('unmanaged.noStoreHint')}
      />
    );
  const isWalked = stores.every(({ walkedAt }) => walkedAt);
  return isWalked ? (
    <EmptyList
      title={t('unmanaged.nothing')}
      hint={t('unmanaged.nothingHint')}
    />
  ) : (
    <EmptyList title={t('unmanaged.notYet')} hint={t('unmanaged.notYetHint')} />
  );
}

function Page(props: { page: UnmanagedPage; list: List }) {
  const t = useTexts();
  const moments = useMoments();
  const { page, list } = props;
  const { items, total, stores } = page;
  if (items.length === 0)
    return list.isFiltered ? (
      <NoMatch clear={list.clear} />
    ) : (
      <Empty stores={stores} />
    );
  const walks = stores.flatMap(({ walkedAt }) => walkedAt ?? []).sort();
  return (
    <>
      <div className={listStyles.above}>
        <span>
          {total === undefined
            ? t('unmanaged.onPage', { count: items.length })
            : t('unmanaged.total', { count: total })}
        </span>
        <span>
          {walks.length === stores.length
            ? t('unmanaged.asOf', { time: moments.short(walks[0]) })
            : t('unmanaged.underWay')}
        </span>
      </div>
      <UnmanagedTable secrets={items} />
      <ListPages list={list} nextCursor={page.nextCursor} />
    </>
  );
}

/** What stores hold and no entity of the catalog claims, so that nothing rotates it. @internal */
export function UnmanagedList() {
  const t = useTexts();
  const list = useListAddress(KEYS);
  const { values, cursor, change } = list;
  const read = useUnmanagedPage({ ...values, cursor, limit: PAGE_SIZE });
  const stores = read.data?.stores ?? [];
  const isListed = read.data ? stores.length > 0 : read.error === null;
  return (
    <div className={listStyles.stack}>
      <p className={styles.lead}>{t('unmanaged.lead')}</p>
      <StoreNotices stores={stores} />
      {isListed && (
        <FilterBar list={list} search={t('unmanaged.search')}>
          <Choice
            label={t('overview.store')}
            value={values.store}
            options={stores.map(({ store }) => ({
              value: store,
              label: store,
            }))}
            onChange={store => change({ store })}
          />
        </FilterBar>
      )}
      <Card className={listStyles.card}>
        <Loaded
          read={read}
          forbidden={t('unmanaged.forbiddenHint')}
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
