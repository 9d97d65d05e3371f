import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import styles from './EntityName.module.css';

/** How people call an entity: its title, else its name. @internal */
export function entityLabel(entityRef: string, title?: string): string {
  return title ?? parseEntityRef(entityRef).name;
}

/** The name of an entity as a link to its page. @internal */
export function EntityName(props: {
  entityRef: string;
  title?: string;
  strong?: boolean;
}) {
  const { entityRef, title, strong } = props;
  const entityPath = useRouteRef(entityRouteRef);
  return (
    <Link
      href={entityPath(entityRouteParams(entityRef, { encodeParams: true }))}
      className={styles.link}
      standalone
      weight={strong ? 'bold' : 'regular'}
    >
      {entityLabel(entityRef, title)}
    </Link>
  );
}
