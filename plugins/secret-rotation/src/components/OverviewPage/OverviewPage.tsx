import { Container, Header, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import { Surface } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { UnmanagedList } from '../UnmanagedList';
import { ManagedList } from './ManagedList';
import styles from './OverviewPage.module.css';

const UNMANAGED = 'unmanaged';

/** What the catalog claims, and what stores hold besides. Each has filters of its own. */
function Lists() {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === UNMANAGED ? UNMANAGED : 'managed';
  return (
    <Tabs
      selectedKey={view}
      onSelectionChange={key =>
        setParams(key === UNMANAGED ? { view: UNMANAGED } : {})
      }
    >
      <TabList className={styles.tabs} aria-label={t('overview.title')}>
        <Tab id="managed">{t('overview.managed')}</Tab>
        <Tab id={UNMANAGED}>{t('unmanaged.title')}</Tab>
      </TabList>
      <TabPanel id="managed">
        <ManagedList />
      </TabPanel>
      <TabPanel id={UNMANAGED}>
        <UnmanagedList />
      </TabPanel>
    </Tabs>
  );
}

/** All secrets that the reader may see. @public */
export function OverviewPage() {
  const t = useTexts();
  return (
    <main>
      <Header title={t('overview.title')} />
      <Container>
        <Surface>
          <Lists />
        </Surface>
      </Container>
    </main>
  );
}
