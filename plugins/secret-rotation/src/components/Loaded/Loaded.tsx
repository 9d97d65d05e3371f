import { createContext, useContext, type ReactNode } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import { failureOf } from '../../data/failure';
import { useTexts } from '../../translation/useTexts';
import { LoadFailure, StaleNotice, type FailureWords } from '../Notices';
import styles from './Loaded.module.css';

/** Whether a part further up already says that the page is stale: once is enough. */
const StaleShown = createContext(false);

/** What is needed of a read to show it. @internal */
export interface Read<T> {
  data: T | undefined;
  error: unknown;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/**
 * Shows what was read. While the backend is away the last state stays, marked with its time; it goes only when
 * the reader may no longer see it.
 * @internal
 */
export function Loaded<T>(
  props: FailureWords & {
    read: Read<T>;
    /** The final layout without content. */
    skeleton: ReactNode;
    children: (data: T) => ReactNode;
  },
) {
  const t = useTexts();
  const isShown = useContext(StaleShown);
  const { read, skeleton, children, ...words } = props;
  const { data, error, dataUpdatedAt, refetch } = read;
  const failed = error !== null && error !== undefined;
  const isAway = failed && failureOf(error).kind === 'unavailable';
  if (failed && (data === undefined || !isAway))
    return <LoadFailure error={error} retry={refetch} {...words} />;
  if (data === undefined)
    return (
      <div aria-busy="true">
        <VisuallyHidden role="status">{t('load.loading')}</VisuallyHidden>
        {skeleton}
      </div>
    );
  return (
    <div className={styles.stack}>
      {isAway && !isShown && <StaleNotice since={dataUpdatedAt} />}
      <StaleShown.Provider value={isShown || isAway}>
        {children(data)}
      </StaleShown.Provider>
    </div>
  );
}
