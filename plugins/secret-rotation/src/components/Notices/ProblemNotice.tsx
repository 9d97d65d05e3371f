import type { ReactNode } from 'react';
import { Alert } from '@backstage/ui';
import type { Secret } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts, type Texts } from '../../translation/useTexts';
import { EnrolButton } from '../DecisionDialog';

function wordsFor(t: Texts, secret: Secret): { title: string; hint: string } {
  const { binding, problem } = secret;
  if (problem)
    return {
      title: problem.message,
      hint: t('tab.fix', { fix: problem.fix }),
    };
  if (binding === 'unenrolled')
    return { title: t('tab.unenrolledTitle'), hint: t('tab.unenrolledHint') };
  if (binding === 'parked')
    return { title: t('tab.parkedTitle'), hint: t('tab.parkedHint') };
  return { title: t(`badge.${secret.badge}`), hint: t('tab.notRunning') };
}

/** Why nothing runs for this secret, what to do about it, and, for who may, the way out. @internal */
export function ProblemNotice(props: { secret: Secret }): ReactNode {
  const t = useTexts();
  const { secret } = props;
  if (secret.binding === 'enrolled' && !secret.problem) return null;
  const { title, hint } = wordsFor(t, secret);
  return (
    <Alert
      role="status"
      status={secret.binding === 'unenrolled' ? 'info' : 'warning'}
      icon
      title={title}
      description={
        secret.binding === 'enrolled' ? hint : `${hint} ${t('tab.notRunning')}`
      }
      customActions={<EnrolButton secret={secret} />}
    />
  );
}
