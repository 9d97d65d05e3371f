import type { Plan } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { spanText } from '../../time/span';
import { useTexts } from '../../translation/useTexts';
import styles from './StartDialog.module.css';

/** The plan in four facts. @internal */
export function PlanSummary(props: { plan: Plan }) {
  const t = useTexts();
  const { plan } = props;
  const { overlapSeconds, estimatedSeconds, waves, asked } = plan;
  const consumers = waves.flatMap(wave => wave.consumers).length;
  const end = new Date(plan.computedAt).getTime() + estimatedSeconds * 1_000;
  return (
    <dl className={styles.summary}>
      <div>
        <dt>{t('start.services', { count: consumers })}</dt>
        <dd>{t('start.waves', { count: waves.length })}</dd>
      </div>
      <div>
        <dt>{t('start.about', { span: spanText(t, estimatedSeconds) })}</dt>
        <dd>{t('start.ends', { time: <Moment at={end} /> })}</dd>
      </div>
      <div>
        <dt>
          {overlapSeconds > 0
            ? t('start.overlap', { span: spanText(t, overlapSeconds) })
            : t('start.noOverlap')}
        </dt>
        <dd>
          {overlapSeconds > 0
            ? t('start.overlapHint')
            : t('start.noOverlapHint')}
        </dd>
      </div>
      <div>
        <dt>
          {asked.length > 0
            ? t('start.asked', { count: asked.length })
            : t('start.nobodyAsked')}
        </dt>
        <dd>
          {asked.length > 0 ? asked.join(', ') : t('start.nobodyAskedHint')}
        </dd>
      </div>
    </dl>
  );
}
