import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteParams } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { rotationTabRouteRef } from '../../routes';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { AgeBar } from '../AgeBar';
import { EntityName, entityLabel } from '../EntityName';
import { FactTable, type FactColumn } from '../FactTable';
import { BadgeMark } from '../StateMark';
import { TurnAvatar, useTurnWords } from '../TurnStrip';
import styles from './OverviewPage.module.css';

function Next(props: { secret: Secret }) {
  const t = useTexts();
  const { turn, problem, dueAt, dueBecause } = props.secret;
  if (problem)
    return (
      <>
        {t('overview.never')}
        <span className={styles.sub}>{problem.message}</span>
      </>
    );
  if (turn.who === 'person')
    return (
      <>
        {t('overview.soon')}
        <span className={styles.sub}>{turn.question ?? turn.cause}</span>
      </>
    );
  const at = turn.until ?? dueAt;
  return (
    <>
      {at ? <Moment at={at} /> : t('overview.never')}
      <span className={styles.sub}>{turn.cause ?? dueBecause}</span>
    </>
  );
}

/** One page of secrets, worst first. @internal */
export function SecretTable(props: { secrets: Secret[] }) {
  const t = useTexts();
  const turnWords = useTurnWords();
  const tabPath = useRouteRef(rotationTabRouteRef);
  const columns: FactColumn<Secret>[] = [
    {
      id: 'secret',
      label: t('overview.secret'),
      names: true,
      cell: secret => (
        <>
          <Link
            href={tabPath(
              entityRouteParams(secret.entityRef, { encodeParams: true }),
            )}
            weight="bold"
            standalone
          >
            {secret.title ?? secret.name}
          </Link>
          <span className={styles.sub}>
            {[secret.system && entityLabel(secret.system), secret.store]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'state',
      label: t('overview.state'),
      cell: secret => (
        <>
          <BadgeMark badge={secret.badge} run={secret.openRun} />
          {secret.changedOutOfBandAt && (
            <span className={styles.sub}>{t('overview.outOfBand')}</span>
          )}
        </>
      ),
    },
    {
      id: 'age',
      label: t('overview.age'),
      cell: secret => <AgeBar secret={secret} mini />,
    },
    {
      id: 'next',
      label: t('overview.next'),
      cell: secret => <Next secret={secret} />,
    },
    {
      id: 'owner',
      label: t('overview.owner'),
      cell: secret =>
        secret.owner ? (
          <EntityName entityRef={secret.owner} />
        ) : (
          t('turn.nobodyYou')
        ),
    },
    {
      id: 'turn',
      label: t('overview.turn'),
      cell: secret => (
        <span className={styles.turn}>
          {secret.turn.who !== 'nobody' && (
            <TurnAvatar turn={secret.turn} small />
          )}
          {turnWords.brief(secret.turn)}
        </span>
      ),
    },
  ];
  return (
    <FactTable
      label={t('overview.title')}
      columns={columns}
      groups={[{ id: 'page', rows: props.secrets }]}
      rowKey={secret => secret.entityRef}
    />
  );
}
