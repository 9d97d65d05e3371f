import type { RunConsumer } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { Glyph, HEALTH_SIGNS } from '../StateMark';
import { VersionChip } from './VersionChip';
import styles from './ConsumerTable.module.css';

/** Every running copy of a consumer: one deaf copy is enough to hold a run. @internal */
export function Instances(props: { consumer: RunConsumer }) {
  const t = useTexts();
  const { instances, wanted } = props.consumer;
  if (instances.length === 0) return null;
  return (
    <details className={styles.instances}>
      <summary>{t('consumers.instances', { count: instances.length })}</summary>
      <ul>
        {instances.map(instance => (
          <li key={instance.id}>
            <Glyph {...HEALTH_SIGNS[instance.health]} size={14} />
            <span>
              {instance.id}{' '}
              <VersionChip version={instance.version} wanted={wanted} />
              <span className={styles.sub}>
                {t(`health.${instance.health}`)},{' '}
                {t(`strength.${instance.strength}`)}
                {instance.since && (
                  <>
                    ,{' '}
                    {t('consumers.usedSince', {
                      time: <Moment at={instance.since} as="clock" />,
                    })}
                  </>
                )}
                {instance.finding && `, ${t(`finding.${instance.finding}`)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
