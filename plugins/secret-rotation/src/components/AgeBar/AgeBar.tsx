import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { spanText } from '../../time/span';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { drawAge } from './age';
import { useAgeText } from './useAgeText';
import styles from './AgeBar.module.css';

/** The age of a secret against the limit of its policy. @internal */
export function AgeBar(props: {
  secret: Pick<Secret, 'rotatedAt' | 'policy' | 'due'>;
  /** For rows: words above, a thinner bar, no labels. */
  mini?: boolean;
}) {
  const t = useTexts();
  const { ageOf, shortOf, wordsOf } = useAgeText();
  const drawing = drawAge(props.secret, useNow(30_000));
  const { tone, limit, limitSeconds } = drawing;
  const limitText = limitSeconds
    ? t('age.limit', { span: spanText(t, limitSeconds) })
    : undefined;
  return (
    <>
      {props.mini && <span className={styles.words}>{shortOf(drawing)}</span>}
      <div
        className={props.mini ? `${styles.bar} ${styles.mini}` : styles.bar}
        role="img"
        aria-label={wordsOf(drawing)}
      >
        <span className={`${styles.track} ${styles[tone]}`}>
          <i className={styles.fill} style={{ width: `${drawing.fill}%` }} />
          {drawing.over > 0 && limit && (
            <i
              className={styles.past}
              style={{ left: `${limit}%`, width: `${drawing.over}%` }}
            />
          )}
        </span>
        {limit && <i className={styles.tick} style={{ left: `${limit}%` }} />}
        {!props.mini && (
          <>
            <span className={`${styles.label} ${styles.start}`}>
              {ageOf(drawing)}
            </span>
            {limit && limitText && (
              <span className={styles.label} style={{ left: `${limit}%` }}>
                {limitText}
              </span>
            )}
          </>
        )}
      </div>
    </>
  );
}
