import type { Plan } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Alert } from '@backstage/ui';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { Glyph, type Shape } from '../StateMark';
import { PlanChart } from './PlanChart';
import { PlanSummary } from './PlanSummary';
import { UnmappedUse } from './UnmappedUse';
import styles from './StartDialog.module.css';

function Points(props: {
  title: string;
  shape: Shape;
  points: string[];
  none?: string;
}) {
  const { title, shape, points, none } = props;
  if (points.length === 0 && !none) return null;
  return (
    <div>
      <h3>{title}</h3>
      {points.length === 0 ? (
        <p className={styles.note}>{none}</p>
      ) : (
        <ul className={styles.points}>
          {points.map(point => (
            <li key={point}>
              <Glyph shape={shape} />
              <span>{point}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a start would do, to whom and when; what stays unproven, and what will not happen. @internal */
export function PlanView(props: { plan: Plan }) {
  const t = useTexts();
  const { plan } = props;
  const failed = plan.checks.filter(check => !check.ok);
  return (
    <>
      <p className={styles.note}>
        {t('start.computed', {
          time: <Moment at={plan.computedAt} as="full" />,
        })}
      </p>
      {failed.length > 0 && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('start.checksFailed')}
          description={
            <>
              {t('start.checksFailedHint')}
              <ul className={styles.failed}>
                {failed.map(check => (
                  <li key={`${check.code}-${check.message}`}>
                    <b>{check.message}</b>
                    {check.fix && <> {t('start.fix', { fix: check.fix })}</>}
                  </li>
                ))}
              </ul>
            </>
          }
        />
      )}
      {plan.kind === 'repair' && (
        <Alert
          role="status"
          status="warning"
          icon
          title={t('start.repairHint')}
        />
      )}
      <UnmappedUse plan={plan} />
      <PlanSummary plan={plan} />
      <PlanChart plan={plan} />
      <div className={styles.two}>
        <Points
          title={t('start.unproven')}
          shape="unknown"
          points={plan.unproven}
          none={t('start.unprovenNone')}
        />
        <Points
          title={t('start.willNot')}
          shape="failed"
          points={plan.willNotHappen}
        />
      </div>
      {plan.kind === 'rotate' && plan.overlapSeconds > 0 && (
        <p className={styles.note}>{t('start.canRollBack')}</p>
      )}
    </>
  );
}
