import type { ReactNode } from 'react';
import { LiveData } from '../data/LiveData';
import styles from './Surface.module.css';

/** What every card, tab and page of the plugin stands on: its colours and its live data. @internal */
export function Surface(props: { children: ReactNode }) {
  return (
    <LiveData>
      <div className={styles.theme}>{props.children}</div>
    </LiveData>
  );
}

/** The colours again, for what is rendered outside of the surface: dialogs. @internal */
export const themeClass = styles.theme;
