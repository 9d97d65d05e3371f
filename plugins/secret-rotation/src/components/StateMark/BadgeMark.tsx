import type {
  RunState,
  Secret,
  SecretBadge,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { BADGE_SIGNS, RUN_SIGNS } from './stateSigns';
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

/** The state of a run. @internal */
export function RunMark(props: { state: RunState }) {
  const t = useTexts();
  return (
    <StateMark {...RUN_SIGNS[props.state]}>
      {t(`runState.${props.state}`)}
    </StateMark>
  );
}
