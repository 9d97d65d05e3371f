import type { RunConsumer } from '@keyturn/backstage-plugin-secret-rotation-common';
import { secondsBetween, spanText } from '../../time/span';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import styles from './ConsumerTable.module.css';

/** Where the proof of a consumer comes from, how strong it is, and how old. @internal */
export function Evidence(props: { consumer: RunConsumer }) {
  const t = useTexts();
  const now = useNow(5_000);
  const { evidence, strength, observedAt } = props.consumer;
  const word = t(`strength.${strength}`);
  return (
    <>
      {evidence ?? word}
      {observedAt && (
        <span className={styles.sub}>
          {t('consumers.observed', {
            strength: word,
            ago: t('time.ago', {
              span: spanText(t, secondsBetween(observedAt, now)),
            }),
          })}
        </span>
      )}
    </>
  );
}
