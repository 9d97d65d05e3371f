import { useState } from 'react';
import { Button } from '@backstage/ui';
import type {
  Decision,
  Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useDecide } from '../../data/decisions';
import { useTexts } from '../../translation/useTexts';
import { ReasonDialog } from './ReasonDialog';

/** A decision about a run: the button and, behind it, the consequences and the reason. @internal */
export function DecisionButton(props: {
  run: Run;
  decision: Decision;
  variant?: 'primary' | 'secondary';
}) {
  const t = useTexts();
  const { run, decision, variant = 'secondary' } = props;
  const [asking, setAsking] = useState(false);
  const decide = useDecide(run.id, decision);
  const told = run.turn.choices?.find(choice => choice.decision === decision);
  return (
    <>
      <Button variant={variant} onPress={() => setAsking(true)}>
        {t(`run.${decision}`)}
      </Button>
      {asking && (
        <ReasonDialog
          title={t(`decision.${decision}.title`)}
          consequences={told?.consequence ?? t(`decision.${decision}.hint`)}
          submitLabel={t(`decision.${decision}.submit`)}
          destructive={decision !== 'recheck'}
          act={decide.mutateAsync}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
