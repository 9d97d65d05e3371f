import type { Plan } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Alert } from '@backstage/ui';
import { useTexts } from '../../translation/useTexts';
import styles from './StartDialog.module.css';

/** Who is logged in with what is to go, though the catalog knows no such consumer. @internal */
export function UnmappedUse(props: { plan: Plan }) {
  const t = useTexts();
  const { unmappedUse = [] } = props.plan;
  if (unmappedUse.length === 0) return null;
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('start.unmapped')}
      description={
        <>
          {t('start.unmappedHint')}
          <ul className={styles.failed}>
            {unmappedUse.map(({ label, sessions }) => (
              <li key={label ?? ''}>
                {label === undefined
                  ? t('start.unmappedNameless', { count: sessions })
                  : t('start.unmappedUse', { count: sessions, label })}
              </li>
            ))}
          </ul>
        </>
      }
    />
  );
}
