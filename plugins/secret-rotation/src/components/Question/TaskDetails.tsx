import { Link } from '@backstage/ui';
import type { Turn } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { Moment } from '../../time/Moment';
import { TaskCommand } from './TaskCommand';
import styles from './Question.module.css';

/** How a person does what only a person can do, and what of it shows. @internal */
export function TaskDetails(props: { task: NonNullable<Turn['task']> }) {
  const t = useTexts();
  const { instructions, command, link, found } = props.task;
  return (
    <div className={styles.task}>
      <p>{instructions}</p>
      {link && (
        <Link href={link} target="_blank" rel="noopener noreferrer">
          {t('question.taskLink')}
        </Link>
      )}
      {command && <TaskCommand command={command} />}
      {found && (
        <p className={styles.found}>
          {t('question.taskFound', { version: found.version })}{' '}
          {found.madeAt && <Moment at={found.madeAt} as="full" />}
        </p>
      )}
    </div>
  );
}
