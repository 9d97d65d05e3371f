import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteParams } from '@backstage/plugin-catalog-react';
import { ButtonLink, Link } from '@backstage/ui';
import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { rotationTabRouteRef } from '../../routes';
import { Moment } from '../../time/Moment';
import { useTexts } from '../../translation/useTexts';
import { AgeBar } from '../AgeBar';
import { entityLabel } from '../EntityName';
import { BadgeMark } from '../StateMark';
import { TurnAvatar, useTurnWords } from '../TurnStrip';
import styles from './SecretsCard.module.css';

function NextStep(props: { secret: Secret; href: string }) {
  const t = useTexts();
  const turnWords = useTurnWords();
  const { secret, href } = props;
  const { turn, openRun, problem } = secret;
  if (problem) return <p className={styles.hint}>{problem.message}</p>;
  if (openRun || turn.who === 'person') {
    const mine = turnWords.isMine(turn) && (openRun?.actions.length ?? 0) > 0;
    return (
      <div className={styles.turn}>
        <TurnAvatar turn={turn} small />
        <span className={styles.grow}>
          {mine && <b>{t('turn.you')} </b>}
          {turn.question ?? turn.cause ?? turnWords.ofSecret(secret).title}{' '}
          {turn.until && (
            <>{t('time.until', { time: <Moment at={turn.until} /> })}</>
          )}
        </span>
        {mine && (
          <ButtonLink variant="primary" size="small" href={href}>
            {t('card.answer')}
          </ButtonLink>
        )}
      </div>
    );
  }
  return (
    <p className={styles.hint}>
      {secret.dueAt ? <Moment at={secret.dueAt} /> : t('card.nextUnknown')}
      {secret.dueBecause && `. ${secret.dueBecause}`}
    </p>
  );
}

/** One secret of a component: how old, how it is, what comes next. @internal */
export function SecretItem(props: { secret: Secret }) {
  const { secret } = props;
  const tabPath = useRouteRef(rotationTabRouteRef);
  const href = tabPath(
    entityRouteParams(secret.entityRef, { encodeParams: true }),
  );
  const where = [secret.store, secret.owner && entityLabel(secret.owner)]
    .filter(Boolean)
    .join(' · ');
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <span>
          <Link href={href} weight="bold" standalone>
            {secret.title ?? secret.name}
          </Link>
          <span className={styles.where}>{where}</span>
        </span>
        <BadgeMark badge={secret.badge} run={secret.openRun} />
      </div>
      <AgeBar secret={secret} />
      <NextStep secret={secret} href={href} />
    </li>
  );
}
