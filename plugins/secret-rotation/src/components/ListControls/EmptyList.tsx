import styles from './ListControls.module.css';

/** In place of rows when there are none at all. @internal */
export function EmptyList(props: { title: string; hint: string }) {
  return (
    <div className={styles.empty}>
      <p className={styles.strong}>{props.title}</p>
      <p>{props.hint}</p>
    </div>
  );
}
