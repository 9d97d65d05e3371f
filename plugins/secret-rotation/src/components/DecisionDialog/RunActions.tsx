import {
  DECISIONS,
  type Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { DecisionButton } from './DecisionButton';

/** What the reader may decide about a run now, and nothing else. @internal */
export function RunActions(props: { run: Run }) {
  const { run } = props;
  return (
    <>
      {DECISIONS.filter(decision => run.actions.includes(decision)).map(
        decision => (
          <DecisionButton key={decision} run={run} decision={decision} />
        ),
      )}
    </>
  );
}
