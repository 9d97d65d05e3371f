import { useState } from 'react';
import { Button } from '@backstage/ui';
import { useTexts } from '../../translation/useTexts';
import styles from './Question.module.css';

/** A command to copy. No part of it is a value: it asks for that itself. @internal */
export function TaskCommand(props: { command: string }) {
  const t = useTexts();
  const { command } = props;
  const [said, setSaid] = useState<'taskCopied' | 'taskNotCopied'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      setSaid('taskCopied');
    } catch {
      setSaid('taskNotCopied'); // a page without TLS may not write to the clipboard
    }
  };
  return (
    <figure>
      <figcaption>{t('question.taskCommand')}</figcaption>
      <pre>
        <code>{command}</code>
      </pre>
      <div className={styles.copy}>
        <Button variant="secondary" size="small" onPress={copy}>
          {t('question.taskCopy')}
        </Button>
        <span role="status">{said && t(`question.${said}`)}</span>
      </div>
    </figure>
  );
}
