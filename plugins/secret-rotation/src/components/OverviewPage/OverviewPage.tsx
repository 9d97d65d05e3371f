import { Button, Card, Container, Header } from '@backstage/ui';
import type { SecretPage } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useSecretPage } from '../../data/secretQueries';
import { useMoments } from '../../time/useMoments';
import { Surface } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { ConfigurationNotice } from './ConfigurationNotice';
import { Filters } from './Filters';
import { SecretTable } from './SecretTable';
import { PAGE_SIZE, useSecretFilter } from './useSecretFilter';
import styles from './OverviewPage.module.css';

type List = ReturnType<typeof useSecretFilter>;

function Empty(props: { list: List }) {
  const t = useTexts();
  const { list } = props;
  if (list.isFiltered)
    return (
      <div className={styles.empty}>
        <p>{t('overview.noMatch')}</p>
        <Button variant="secondary" onPress={list.clear}>
          {t('overview.clear')}
        </Button>
      </div>
    );
  return (
    <div className={styles.empty}>
      <p className={styles.strong}>{t('overview.empty')}</p>
      <p>{t('overview.emptyHint')}</p>
    </div>
  );
}

function Page(props: { page: SecretPage; list: List }) {
  const t = useTexts();
  const { zone } = useMoments();
  const { page, list } = props;
  const count = page.items.length;
  if (count === 0) return <Empty list={list} />;
  return (
    <>
      <div className={styles.above}>
        <span>{t('overview.shown', { count })}</span>
        <span>{t('overview.worstFirst', { zone })}</span>
      </div>
      <SecretTable secrets={page.items} />
      {(page.nextCursor || list.cursor) && (
        <nav className={styles.pages} aria-label={t('overview.pages')}>
          <Button
            variant="tertiary"
            isDisabled={!list.cursor}
            onPress={() => list.turnTo(undefined)}
          >
            {t('overview.first')}
          </Button>
          <Button
            variant="secondary"
            isDisabled={!page.nextCursor}
            onPress={() => list.turnTo(page.nextCursor)}
          >
            {t('overview.nextPage')}
          </Button>
        </nav>
      )}
    </>
  );
}

function Overview() {
  const list = useSecretFilter();
  const read = useSecretPage({
    ...list.filter,
    cursor: list.cursor,
    limit: PAGE_SIZE,
  });
  return (
    <div className={styles.stack}>
      <ConfigurationNotice />
      <Filters list={list} shown={read.data?.items ?? []} />
      <Card className={styles.card}>
        <Loaded
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

/** All secrets that the reader may see, worst first. @public */
export function OverviewPage() {
  const t = useTexts();
  return (
    <main>
      <Header title={t('overview.title')} />
      <Container>
        <Surface>
          <Overview />
        </Surface>
      </Container>
    </main>
  );
}
