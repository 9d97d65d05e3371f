import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import styles from './ConsumerTable.module.css';

function lookOf(version: number, wanted: number | undefined): string {
  if (wanted === undefined) return '';
  return version === wanted ? styles.same : styles.other;
}

/** A version's number; dashed while it is not the one that is wanted. @internal */
export function VersionChip(props: { version?: number; wanted?: number }) {
  const t = useTexts();
  const { version, wanted } = props;
  if (version === undefined)
    return <span className={styles.quiet}>{t('consumers.nothingKnown')}</span>;
  return (
    <span className={`${styles.chip} ${lookOf(version, wanted)}`}>
      {versionLabel(version)}
    </span>
  );
}
