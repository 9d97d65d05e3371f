import { useId, type ReactNode } from 'react';
import { Card } from '@backstage/ui';
import styles from './Panel.module.css';

/** A titled part of a page. Neutral on purpose: only a person's turn may be loud. @internal */
export function Panel(props: {
  title: ReactNode;
  aside?: ReactNode;
  end?: ReactNode;
  footer?: ReactNode;
  /** Content that brings its own inner edge, such as a table. */
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Card className={styles.panel}>
      <section aria-labelledby={id}>
        <div className={styles.head}>
          <h2 id={id} className={styles.title}>
            {props.title}
          </h2>
          {props.aside && <span className={styles.aside}>{props.aside}</span>}
          {props.end && <span className={styles.end}>{props.end}</span>}
        </div>
        <div className={props.flush ? styles.flush : styles.body}>
          {props.children}
        </div>
        {props.footer && <div className={styles.footer}>{props.footer}</div>}
      </section>
    </Card>
  );
}
