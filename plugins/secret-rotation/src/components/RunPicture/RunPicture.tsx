import {
  isOpen,
  STEPS,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { secondsBetween, spanText } from '../../time/span';
import { useNow } from '../../time/useNow';
import { useTexts } from '../../translation/useTexts';
import { ActorName } from '../EntityName';
import { Panel } from '../Panel';
import { RunLink } from '../RunLink';
import { WorkflowTrack } from '../WorkflowTrack';

/** A run as the picture of its workflow, with who started it and how long it takes. @internal */
export function RunPicture(props: { run: RunDetail }) {
  const t = useTexts();
  const now = useNow(5_000);
  const { run } = props;
  const end = run.closedAt ?? now;
  const span = spanText(t, secondsBetween(run.createdAt, end));
  return (
    <Panel
      title={t('run.title', { label: <RunLink run={run} /> })}
      aside={
        <>
          {isOpen(run.state) && run.step && (
            <>
              {t('run.stepOf', {
                index: `${STEPS.indexOf(run.step) + 1}`,
                all: `${STEPS.length}`,
              })}
              {' · '}
            </>
          )}
          {t('run.startedBy', {
            who: <ActorName actor={run.requestedBy} />,
            when: <Moment at={run.createdAt} />,
          })}
        </>
      }
      end={
        <span>
          {run.closedAt ? t('run.took', { span }) : t('run.soFar', { span })}
        </span>
      }
    >
      <WorkflowTrack run={run} />
    </Panel>
  );
}
