import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { ActorName, EntityName } from '../EntityName';
import { Panel } from '../Panel';
import styles from './RunPage.module.css';

/** Who started a run, when and why. @internal */
export function RunFacts(props: { run: RunDetail }) {
  const t = useTexts();
  const { run } = props;
  return (
    <Panel title={t('run.about')}>
      <dl className={styles.facts}>
        <dt>{t('run.secret')}</dt>
        <dd>
          <EntityName entityRef={run.secretRef} />
        </dd>
        <dt>{t('run.kind')}</dt>
        <dd>{t(`kind.${run.kind}`)}</dd>
        <dt>{t('run.trigger')}</dt>
        <dd>{t(`trigger.${run.trigger}`)}</dd>
        <dt>{t('run.cause')}</dt>
        <dd>{t(`cause.${run.cause}`)}</dd>
        <dt>{t('run.by')}</dt>
        <dd>
          <ActorName actor={run.requestedBy} />
        </dd>
        <dt>{t('run.started')}</dt>
        <dd>
          <Moment at={run.createdAt} as="full" />
        </dd>
        {run.reason && (
          <>
            <dt>{t('run.reason')}</dt>
            <dd>{run.reason}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
