import { Button } from '@backstage/ui';
import { useTexts } from '../../translation/useTexts';
import styles from './ListControls.module.css';

/** Turns the pages of a list; nothing where there is only one. @internal */
export function ListPages(props: {
  list: { cursor?: string; turnTo: (cursor: string | undefined) => void };
  nextCursor: string | undefined;
}) {
  const t = useTexts();
  const { list, nextCursor } = props;
  if (!nextCursor && !list.cursor) return null;
  return (
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
        isDisabled={!nextCursor}
        onPress={() => list.turnTo(nextCursor)}
      >
        {t('overview.nextPage')}
      </Button>
    </nav>
  );
}
