import { Link } from '@backstage/ui';
import type { Turn } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import styles from './Question.module.css';

/** How a person does what only a person can do. @internal */
export function TaskDetails(props: { task: NonNullable<Turn['task']> }) {
  const t = useTexts();
  const { instructions, command, link } = props.task;
  return (
    <div className={styles.task}>
      <p>{instructions}</p>
      {link && (
        <Link href={link} target="_blank" rel="noopener noreferrer">
          {t('question.taskLink')}
        </Link>
      )}
      {command && (
        <figure>
          <figcaption>{t('question.taskCommand')}</figcaption>
          <pre>
            <code>{command}</code>
          </pre>
        </figure>
      )}
    </div>
  );
}
