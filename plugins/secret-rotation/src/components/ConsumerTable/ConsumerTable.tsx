import {
  versionLabel,
  type RunConsumer,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { measuredText } from '../../time/span';
import { useMoments } from '../../time/useMoments';
import { useTexts } from '../../translation/useTexts';
import { EntityName, entityLabel } from '../EntityName';
import { FactTable, type FactColumn, type FactGroup } from '../FactTable';
import { Panel } from '../Panel';
import { HEALTH_SIGNS, StateMark } from '../StateMark';
import { Evidence } from './Evidence';
import { Instances } from './Instances';
import { VersionChip } from './VersionChip';
import styles from './ConsumerTable.module.css';

/** Who uses the secret, by wave: what each must use, what it proved, and how it is. @internal */
export function ConsumerTable(props: { run: RunDetail }) {
  const t = useTexts();
  const moments = useMoments();
  const { consumers, newVersion, convergenceSeconds } = props.run;
  const proven = consumers.filter(c => c.attested === c.wanted).length;
  const wanted = consumers[0]?.wanted;

  const columns: FactColumn<RunConsumer>[] = [
    {
      id: 'consumer',
      label: t('consumers.consumer'),
      names: true,
      cell: c => (
        <>
          <EntityName entityRef={c.entityRef} title={c.title} strong />
          {c.owner && (
            <span className={styles.sub}>{entityLabel(c.owner)}</span>
          )}
        </>
      ),
    },
    {
      id: 'wanted',
      label: t('consumers.wanted'),
      cell: c => <VersionChip version={c.wanted} />,
    },
    {
      id: 'attested',
      label: t('consumers.attested'),
      cell: c => <VersionChip version={c.attested} wanted={c.wanted} />,
    },
    {
      id: 'evidence',
      label: t('consumers.evidence'),
      cell: c => (
        <>
          <Evidence consumer={c} />
          <Instances consumer={c} />
        </>
      ),
    },
    {
      id: 'health',
      label: t('consumers.health'),
      cell: c => (
        <StateMark {...HEALTH_SIGNS[c.health]}>
          {t(`health.${c.health}`)}
        </StateMark>
      ),
    },
    {
      id: 'finding',
      label: t('consumers.finding'),
      cell: c => (
        <>
          {c.finding ? (
            <StateMark shape="alarm" tone="warn">
              {t(`finding.${c.finding}`)}
            </StateMark>
          ) : (
            <span className={styles.quiet}>{t('consumers.none')}</span>
          )}
          {c.repairs > 0 && (
            <span className={styles.sub}>
              {t('consumers.repairs', { count: c.repairs })}
            </span>
          )}
          {c.vanished && (
            <span className={styles.sub}>
              {t(c.released ? 'consumers.released' : 'consumers.vanished')}
            </span>
          )}
        </>
      ),
    },
  ];

  const waves = [...new Set(consumers.map(c => c.wave))].sort((a, b) => a - b);
  const groups: FactGroup<RunConsumer>[] = waves.map(wave => {
    const rows = consumers.filter(c => c.wave === wave);
    const told = rows.map(c => c.toldAt).find(Boolean);
    return {
      id: `${wave}`,
      rows,
      heading: told
        ? t('consumers.waveTold', {
            wave: `${wave}`,
            time: moments.clock(told),
          })
        : t('consumers.waveNotYet', { wave: `${wave}` }),
    };
  });

  return (
    <Panel
      flush={consumers.length > 0}
      title={t('consumers.title')}
      aside={
        wanted !== undefined &&
        t('consumers.attestedCount', {
          proven: `${proven}`,
          all: `${consumers.length}`,
          version: versionLabel(wanted),
        })
      }
      end={
        newVersion !== undefined &&
        convergenceSeconds !== undefined && (
          <span>
            {t('consumers.convergence', {
              version: versionLabel(newVersion),
              span: measuredText(t, convergenceSeconds),
            })}
          </span>
        )
      }
    >
      {consumers.length === 0 ? (
        <p>{t('consumers.empty')}</p>
      ) : (
        <FactTable
          label={t('consumers.title')}
          columns={columns}
          groups={groups}
          rowKey={c => c.entityRef}
        />
      )}
    </Panel>
  );
}
