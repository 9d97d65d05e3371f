import { useTexts } from '../../translation/useTexts';
import styles from './UnmanagedList.module.css';

/** How many a row shows; the others are counted. */
const SHOWN = 3;

/** What the store is told of a secret: tags, labels or custom metadata. @internal */
export function Tags(props: { tags: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const all = Object.entries(props.tags);
  const more = all.slice(SHOWN);
  const words = ([name, value]: [string, string]) =>
    value ? `${name}: ${value}` : name;
  if (all.length === 0) return <>{t('unmanaged.noTags')}</>;
  return (
    <span className={styles.tags}>
      {all.slice(0, SHOWN).map(tag => (
        <span key={tag[0]} className={styles.tag}>
          {words(tag)}
        </span>
      ))}
      {more.length > 0 && (
        <span title={more.map(words).join(', ')}>
          {t('unmanaged.moreTags', { count: more.length })}
        </span>
      )}
    </span>
  );
}
