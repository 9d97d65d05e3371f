import { Alert } from '@backstage/ui';
import { useConfiguration } from '../../data/secretQueries';
import { useTexts } from '../../translation/useTexts';
import styles from './OverviewPage.module.css';

/** What the operator configured and Keyturn had to switch off, each with its fix. @internal */
export function ConfigurationNotice() {
  const t = useTexts();
  const { data } = useConfiguration();
  const broken = (data?.entries ?? []).flatMap(entry =>
    entry.problem ? [{ ...entry, problem: entry.problem }] : [],
  );
  if (broken.length === 0) return null;
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('overview.configurationTitle', { count: broken.length })}
      description={
        <ul className={styles.broken}>
          {broken.map(({ section, name, problem }) => (
            <li key={`${section}-${name}`}>
              {t('overview.configurationEntry', {
                section,
                name,
                message: problem.message,
              })}{' '}
              {t('tab.fix', { fix: problem.fix })}
            </li>
          ))}
        </ul>
      }
    />
  );
}
