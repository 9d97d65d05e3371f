import type {
  Secret,
  SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { BADGE_SIGNS } from './stateSigns';
import { StateMark } from './StateMark';

/** The worst fact about a secret. While it rotates also the step. @internal */
export function BadgeMark(props: {
  badge: SecretBadge;
  run?: Secret['openRun'];
}) {
  const t = useTexts();
  const { badge, run } = props;
  const step = badge === 'rotating' && run?.step ? run.step : undefined;
  return (
    <StateMark {...BADGE_SIGNS[badge]}>
      {t(`badge.${badge}`)}
      {step && `, ${t(`step.${step}`)}`}
    </StateMark>
  );
}
