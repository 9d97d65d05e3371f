import { Skeleton } from '@backstage/ui';
import styles from './Loaded.module.css';

/** Grey blocks of the heights that the content will have, so that nothing jumps. @internal */
export function SkeletonBlocks(props: { heights: readonly number[] }) {
  return (
    <div className={styles.stack}>
      {props.heights.map((height, index) => (
        <Skeleton key={`${index}-${height}`} width="100%" height={height} />
      ))}
    </div>
  );
}
