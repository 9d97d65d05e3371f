import { useEffect, useState, type ReactNode } from 'react';
import { Button, SearchField } from '@backstage/ui';
import type { ListAddress } from '../../data/useListAddress';
import { useTexts } from '../../translation/useTexts';
import styles from './ListControls.module.css';

/** Typing is not asking: the list is read when the fingers rest. */
const TYPING_MS = 250;

/** What narrows a list. All of it is done by the backend. @internal */
export function FilterBar(props: {
  list: Pick<
    ListAddress<'search'>,
    'values' | 'isFiltered' | 'change' | 'clear'
  >;
  /** On the search field. */
  search: string;
  /** The choices. */
  children: ReactNode;
}) {
  const t = useTexts();
  const { list, search, children } = props;
  const { values, change, clear, isFiltered } = list;
  const searched = values.search ?? '';
  const [typed, setTyped] = useState(searched);

  useEffect(() => {
    if (typed === searched) return undefined;
    const timer = setTimeout(() => change({ search: typed.trim() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, searched, change]);

  return (
    <div
      role="search"
      className={styles.filters}
      aria-label={t('overview.filters')}
    >
      <SearchField
        className={styles.search}
        size="small"
        label={search}
        value={typed}
        onChange={setTyped}
        maxLength={100}
      />
      {children}
      {isFiltered && (
        <Button
          variant="tertiary"
          size="small"
          onPress={() => {
            setTyped('');
            clear();
          }}
        >
          {t('overview.clear')}
        </Button>
      )}
    </div>
  );
}
