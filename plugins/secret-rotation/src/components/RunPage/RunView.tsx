import {
  isOpen,
  type RunDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useTexts } from '../../translation/useTexts';
import { ConsumerTable } from '../ConsumerTable';
import { RunActions } from '../DecisionDialog';
import { GateList } from '../GateList';
import { Panel } from '../Panel';
import { Question } from '../Question';
import { RunPicture } from '../RunPicture';
import { RUN_SIGNS } from '../StateMark';
import { TurnStrip, useTurnWords } from '../TurnStrip';
import { AuditTrail } from './AuditTrail';
import { RunFacts } from './RunFacts';
import { StepList } from './StepList';
import styles from './RunPage.module.css';

function Turn(props: { run: RunDetail }) {
  const turnWords = useTurnWords();
  const { run } = props;
  if (run.state === 'blocked') return <Question run={run} />;
  const open = isOpen(run.state);
  const words = turnWords.ofRun(run);
  return (
    <TurnStrip
      turn={run.turn}
      // How it ended is told in full right below.
      words={open ? words : { title: words.title }}
      result={open ? undefined : RUN_SIGNS[run.state]}
      mine={turnWords.isMine(run.turn)}
      actions={<RunActions run={run} />}
    />
  );
}

/** A run in full. @internal */
export function RunView(props: { run: RunDetail }) {
  const t = useTexts();
  const { run } = props;
  const open = isOpen(run.state);
  return (
    <>
      <Turn run={run} />
      {run.result && (
        <Panel title={t('run.whatHappened')}>
          <p className={styles.result}>{run.result}</p>
        </Panel>
      )}
      <RunPicture run={run} />
      <div className={styles.columns}>
        <StepList run={run} />
        <div className={styles.stack}>
          <RunFacts run={run} />
          {run.state === 'blocked' && (
            <Panel title={t('run.ifNobody')}>
              <p className={styles.plain}>{t('run.ifNobodyText')}</p>
            </Panel>
          )}
          {open && <GateList gates={run.gates} />}
          <AuditTrail runId={run.id} />
        </div>
      </div>
      <ConsumerTable run={run} />
    </>
  );
}
