import { Button } from '@backstage/ui';
import { useTexts } from '../../translation/useTexts';
import styles from './ListControls.module.css';

/** In place of rows when the filters leave none. @internal */
export function NoMatch(props: { clear: () => void }) {
  const t = useTexts();
  return (
    <div className={styles.empty}>
      <p>{t('overview.noMatch')}</p>
      <Button variant="secondary" onPress={props.clear}>
        {t('overview.clear')}
      </Button>
    </div>
  );
}
