import type { UnmanagedSecret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { secondsBetween, spanText } from '../../time/span';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { FactTable, type FactColumn } from '../FactTable';
import { Tags } from './Tags';
import { wasNeverChanged } from './wasNeverChanged';
import styles from './UnmanagedList.module.css';

function Age(props: { secret: UnmanagedSecret }) {
  const t = useTexts();
  const now = useNow(30_000);
  const { secret } = props;
  const since = secret.changedAt ?? secret.createdAt;
  if (!since) return <>{t('unmanaged.ageUnknown')}</>;
  const span = spanText(t, secondsBetween(since, now));
  return (
    <>
      {secret.changedAt ? span : t('unmanaged.atMost', { span })}
      {wasNeverChanged(secret) && (
        <span className={styles.sub}>{t('unmanaged.neverChanged')}</span>
      )}
    </>
  );
}

function Day(props: { at: string | undefined }) {
  const t = useTexts();
  return props.at ? (
    <Moment at={props.at} as="day" />
  ) : (
    <>{t('unmanaged.timeUnknown')}</>
  );
}

/** One page of what nobody manages, the oldest first. @internal */
export function UnmanagedTable(props: { secrets: UnmanagedSecret[] }) {
  const t = useTexts();
  const columns: FactColumn<UnmanagedSecret>[] = [
    {
      id: 'path',
      label: t('unmanaged.path'),
      names: true,
      cell: secret => (
        <>
          <span className={styles.path}>{secret.path}</span>
          <span className={styles.sub}>{secret.store}</span>
        </>
      ),
    },
    {
      id: 'age',
      label: t('unmanaged.age'),
      cell: secret => <Age secret={secret} />,
    },
    {
      id: 'changed',
      label: t('unmanaged.changed'),
      cell: secret => <Day at={secret.changedAt} />,
    },
    {
      id: 'created',
      label: t('unmanaged.created'),
      cell: secret => <Day at={secret.createdAt} />,
    },
    {
      id: 'tags',
      label: t('unmanaged.tags'),
      cell: secret => <Tags tags={secret.tags} />,
    },
  ];
  return (
    <FactTable
      label={t('unmanaged.title')}
      columns={columns}
      groups={[{ id: 'page', rows: props.secrets }]}
      rowKey={({ store, path }) => `${store}:${path}`}
    />
  );
}
