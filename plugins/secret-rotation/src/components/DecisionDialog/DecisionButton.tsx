import { useState } from 'react';
import { Button } from '@backstage/ui';
import type {
  Decision,
  Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useDecide } from '../../data/decisions';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import { decisionKey } from './decisionKey';
import { ReasonDialog } from './ReasonDialog';

function DecisionDialog(props: {
  run: Run;
  decision: Decision;
  onClose: () => void;
}) {
  const t = useTexts();
  const { run, decision, onClose } = props;
  const decide = useDecide(run, decision);
  const told = run.turn.choices?.find(choice => choice.decision === decision);
  const key = decisionKey(run, decision);
  const consequences = told?.consequence ?? t(`decision.${key}.hint`);
  const names = (run.turn.consumers ?? [])
    .map(ref => entityLabel(ref))
    .join(', ');
  return (
    <ReasonDialog
      title={t(`decision.${key}.title`)}
      consequences={
        key === 'release'
          ? `${t('decision.release.who', { names })} ${consequences}`
          : consequences
      }
      submitLabel={t(`decision.${key}.submit`)}
      destructive={decision !== 'recheck' && decision !== 'complete'}
      act={decide.mutateAsync}
      onClose={onClose}
    />
  );
}

/** A decision about a run: the button and, behind it, the consequences and the reason. @internal */
export function DecisionButton(props: {
  run: Run;
  decision: Decision;
  variant?: 'primary' | 'secondary';
}) {
  const t = useTexts();
  const { run, decision, variant = 'secondary' } = props;
  // What is decided about is the run that the reader looked at, also when the page has read a newer state since.
  const [lookedAt, setLookedAt] = useState<Run>();
  return (
    <>
      <Button variant={variant} onPress={() => setLookedAt(run)}>
        {t(`run.${decisionKey(run, decision)}`)}
      </Button>
      {lookedAt && (
        <DecisionDialog
          run={lookedAt}
          decision={decision}
          onClose={() => setLookedAt(undefined)}
        />
      )}
    </>
  );
}
