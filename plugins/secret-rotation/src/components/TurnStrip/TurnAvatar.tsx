import { parseEntityRef } from '@backstage/catalog-model';
import type { Turn } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Glyph } from '../StateMark';
import styles from './TurnStrip.module.css';

function initialsOf(entityRef: string): string {
  return parseEntityRef(entityRef)
    .name.split(/[-_. ]+/)
    .slice(0, 2)
    .map(part => part.charAt(0).toUpperCase())
    .join('');
}

/** Whose turn it is as a shape: a person is round, Keyturn is square. Words always stand beside it. @internal */
export function TurnAvatar(props: { turn: Turn; small?: boolean }) {
  const { turn, small } = props;
  const size = small ? styles.small : '';
  if (turn.who === 'person') {
    return (
      <span className={`${styles.avatar} ${styles.person} ${size}`} aria-hidden>
        {turn.owner ? initialsOf(turn.owner) : '?'}
      </span>
    );
  }
  return (
    <span className={`${styles.avatar} ${styles.machine} ${size}`} aria-hidden>
      <Glyph shape="key" size={small ? 14 : 20} />
    </span>
  );
}
