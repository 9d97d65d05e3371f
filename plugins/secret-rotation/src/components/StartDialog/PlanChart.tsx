import type { ReactNode } from 'react';
import type { Plan } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { spanText } from '../../time/span';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import styles from './StartDialog.module.css';

const TICKS = [0, 1 / 3, 2 / 3] as const;

function stepAt(plan: Plan, step: string): number | undefined {
  return plan.steps.find(planned => planned.step === step)?.atSeconds;
}

/** Who is told when, against the time in which both versions work. @internal */
export function PlanChart(props: { plan: Plan }) {
  const t = useTexts();
  const { plan } = props;
  const span = Math.max(
    plan.estimatedSeconds,
    ...plan.waves.map(wave => wave.endsAfterSeconds),
    1,
  );
  const scale = span * 1.05;
  const activate = stepAt(plan, 'activate');
  const revoke = stepAt(plan, 'revoke');
  const percent = (seconds: number) => (100 * seconds) / scale;
  const at = (seconds: number) =>
    new Date(plan.computedAt).getTime() + seconds * 1_000;

  const row = (
    key: string,
    name: string,
    who: string,
    bar: { className: string; start: number; end: number },
    words: ReactNode,
  ) => (
    <li key={key}>
      <span className={styles.chartName}>
        <b>{name}</b>
        <span>{who}</span>
      </span>
      <span className={styles.chartLane} aria-hidden="true">
        <i
          className={bar.className}
          style={{
            left: `${percent(bar.start)}%`,
            width: `${Math.max(percent(bar.end - bar.start), 0.8)}%`,
          }}
        />
      </span>
      <span className={styles.chartWords}>{words}</span>
    </li>
  );

  return (
    <div>
      <div className={styles.chartHead}>
        <h3>{t('start.whoWhen')}</h3>
        <span className={styles.chartLegend} aria-hidden="true">
          <i className={styles.told} /> {t('start.legendTold')}
          <i className={styles.both} /> {t('start.legendBoth')}
          <i className={styles.refused} /> {t('start.legendRefused')}
        </span>
      </div>
      <div className={styles.chartAxis} aria-hidden="true">
        {TICKS.map(tick => (
          <span key={tick} style={{ left: `${percent(tick * span)}%` }}>
            {tick === 0
              ? t('time.now')
              : t('start.plus', { span: spanText(t, tick * span) })}
          </span>
        ))}
      </div>
      <ul className={styles.chart}>
        {activate !== undefined &&
          plan.overlapSeconds > 0 &&
          row(
            'both',
            t('start.bothWork'),
            plan.oldAccount && plan.newAccount
              ? t('start.newAccount', {
                  old: plan.oldAccount,
                  new: plan.newAccount,
                })
              : '',
            {
              className: styles.both,
              start: activate,
              end: revoke ?? activate + plan.overlapSeconds,
            },
            t('time.range', {
              start: <Moment at={at(activate)} as="hour" />,
              end: (
                <Moment
                  at={at(revoke ?? activate + plan.overlapSeconds)}
                  as="hour"
                />
              ),
            }),
          )}
        {plan.waves.map(wave =>
          row(
            `wave-${wave.wave}`,
            t('start.wave', { wave: `${wave.wave}` }),
            wave.consumers
              .map(c => entityLabel(c.entityRef, c.title))
              .join(', '),
            {
              className: styles.told,
              start: wave.startsAfterSeconds,
              end: wave.endsAfterSeconds,
            },
            wave.consumers.map(c => (
              <span key={c.entityRef} className={styles.effect}>
                {entityLabel(c.entityRef, c.title)}:{' '}
                {[
                  c.effect,
                  c.instances !== undefined &&
                    t('start.instances', { count: c.instances }),
                  !c.provable && t('consumers.notProvable'),
                ]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            )),
          ),
        )}
        {revoke !== undefined &&
          plan.kind !== 'provision' &&
          row(
            'refused',
            t('start.oldRefused'),
            t('start.noReturn'),
            {
              className: styles.refused,
              start: revoke,
              end: revoke + span / 40,
            },
            t('start.afterProofs', {
              time: <Moment at={at(revoke)} as="hour" />,
            }),
          )}
      </ul>
    </div>
  );
}
