import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteParams } from '@backstage/plugin-catalog-react';
import { ButtonLink, Link } from '@backstage/ui';
import type { SecretDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { versionLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { rotationTabRouteRef } from '../../routes';
import { Moment } from '../../time/Moment';
import { spanText } from '../../time/span';
import { useTexts, type Texts } from '../../translation/useTexts';
import { AgeBar } from '../AgeBar';
import { Countdown } from '../Countdown';
import { OutOfBandNotice, ProblemNotice } from '../Notices';
import { RunLink } from '../RunLink';
import { BadgeMark } from '../StateMark';
import { StartButton } from '../StartDialog';
import { TurnAvatar, useTurnWords } from '../TurnStrip';
import styles from './RotationCard.module.css';

/** When a policy rotates, and how long old and new both work. */
function policyWords(t: Texts, policy: NonNullable<SecretDetail['policy']>) {
  const { name, calendar, everySeconds } = policy;
  const overlap = spanText(t, policy.overlapSeconds);
  if (calendar) return t('card.policyCalendar', { name, calendar, overlap });
  if (!everySeconds) return t('card.policyManual', { name, overlap });
  const every = spanText(t, everySeconds);
  return t('card.policyEvery', { name, every, overlap });
}

/** One secret in short. @internal */
export function SecretFacts(props: { secret: SecretDetail }) {
  const t = useTexts();
  const turnWords = useTurnWords();
  const tabPath = useRouteRef(rotationTabRouteRef);
  const { secret } = props;
  const { policy, lastRun, turn, openRun } = secret;
  const href = tabPath(
    entityRouteParams(secret.entityRef, { encodeParams: true }),
  );
  const words = turnWords.ofSecret(secret);
  const mine = turnWords.isMine(turn) && (openRun?.actions.length ?? 0) > 0;
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <BadgeMark badge={secret.badge} run={openRun} />
        <Link href={href}>{t('card.openTab')}</Link>
      </div>
      <ProblemNotice secret={secret} />
      <OutOfBandNotice secret={secret} />
      <AgeBar secret={secret} />
      <dl className={styles.facts}>
        <dt>{t('card.next')}</dt>
        <dd>
          {secret.dueAt ? (
            <b>
              <Moment at={secret.dueAt} />
            </b>
          ) : (
            t('card.nextUnknown')
          )}
          {secret.dueBecause && (
            <span className={styles.why}>{secret.dueBecause}</span>
          )}
        </dd>
        <dt>{t('card.version')}</dt>
        <dd>
          {secret.currentVersion === undefined
            ? t('card.versionNone')
            : `${versionLabel(secret.currentVersion)}, ${t(
                'card.versionCurrent',
              )}`}
        </dd>
        <dt>{t('card.consumers')}</dt>
        <dd>{t('card.consumerCount', { count: secret.consumerCount })}</dd>
        {policy && (
          <>
            <dt>{t('card.policy')}</dt>
            <dd>{policyWords(t, policy)}</dd>
          </>
        )}
        {lastRun && (
          <>
            <dt>{t('card.lastRun')}</dt>
            <dd>
              <RunLink run={lastRun} />{' '}
              {t('card.lastRunOn', {
                state: t(`runState.${lastRun.state}`),
                when: <Moment at={lastRun.closedAt ?? lastRun.createdAt} />,
              })}
              {lastRun.state === 'refused' && lastRun.result && (
                <span className={styles.why}>{lastRun.result}</span>
              )}
            </dd>
          </>
        )}
      </dl>
      <div className={styles.foot}>
        <TurnAvatar turn={turn} small />
        <span className={styles.turn} role="status">
          {words.title}
          {openRun && words.detail && (
            <span className={styles.why}>{words.detail}</span>
          )}
        </span>
        {turn.until && <Countdown until={turn.until} />}
        {mine && (
          <ButtonLink variant="primary" href={href}>
            {t('card.answer')}
          </ButtonLink>
        )}
        {!openRun && <StartButton secret={secret} />}
      </div>
    </div>
  );
}
