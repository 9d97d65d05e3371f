import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import {
  runLabel,
  type Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import styles from './RunLink.module.css';
import { runRouteRef } from '../../routes';

/** Where the page of a run is. @internal */
export function useRunPath() {
  const runPath = useRouteRef(runRouteRef);
  return (runId: number) => runPath({ runId: `${runId}` });
}

/** A run by its number, as a link to its page. @internal */
export function RunLink(props: { run: Pick<Run, 'id'> }) {
  const pathOf = useRunPath();
  const { id } = props.run;
  return (
    <Link className={styles.link} href={pathOf(id)}>
      {runLabel(id)}
    </Link>
  );
}
