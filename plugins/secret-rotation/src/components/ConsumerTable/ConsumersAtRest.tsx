import type { Consumer } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { EntityName, entityLabel } from '../EntityName';
import { FactTable, type FactColumn } from '../FactTable';
import { Panel } from '../Panel';
import { StateMark } from '../StateMark';
import styles from './ConsumerTable.module.css';

/** Who uses a secret that no run has touched yet, and who of them could prove it. @internal */
export function ConsumersAtRest(props: { consumers: Consumer[] }) {
  const t = useTexts();
  const { consumers } = props;
  const columns: FactColumn<Consumer>[] = [
    {
      id: 'consumer',
      label: t('consumers.consumer'),
      names: true,
      cell: c => <EntityName entityRef={c.entityRef} title={c.title} strong />,
    },
    {
      id: 'owner',
      label: t('consumers.owner'),
      cell: c => (c.owner ? entityLabel(c.owner) : t('consumers.none')),
    },
    {
      id: 'lifecycle',
      label: t('consumers.lifecycle'),
      cell: c => c.lifecycle ?? t('consumers.none'),
    },
    {
      id: 'proof',
      label: t('consumers.proof'),
      cell: c => (
        <>
          <StateMark
            shape={c.provable ? 'done' : 'unknown'}
            tone={c.provable ? 'ok' : 'warn'}
          >
            {c.provable ? t('consumers.provable') : t('consumers.notProvable')}
          </StateMark>
          {c.problem && (
            <span className={styles.sub}>
              {c.problem.message} {t('tab.fix', { fix: c.problem.fix })}
            </span>
          )}
        </>
      ),
    },
  ];
  return (
    <Panel title={t('consumers.title')} flush={consumers.length > 0}>
      {consumers.length === 0 ? (
        <p>{t('consumers.empty')}</p>
      ) : (
        <FactTable
          label={t('consumers.title')}
          columns={columns}
          groups={[{ id: 'all', rows: consumers }]}
          rowKey={c => c.entityRef}
        />
      )}
    </Panel>
  );
}
