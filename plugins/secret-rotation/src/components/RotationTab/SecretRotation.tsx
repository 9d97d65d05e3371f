import type {
  RunDetail,
  SecretDetail,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { useRun } from '../../data/runQueries';
import { useTexts } from '../../translation/useTexts';
import { ConsumersAtRest, ConsumerTable } from '../ConsumerTable';
import { RunActions } from '../DecisionDialog';
import { GateList } from '../GateList';
import { History } from '../History';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { OutOfBandNotice, ProblemNotice } from '../Notices';
import { Panel } from '../Panel';
import { Question } from '../Question';
import { RunPicture } from '../RunPicture';
import { StartButton } from '../StartDialog';
import { TurnStrip, useTurnWords } from '../TurnStrip';
import { VersionLanes } from '../VersionLanes';
import styles from './RotationTab.module.css';

function Turn(props: { secret: SecretDetail }) {
  const turnWords = useTurnWords();
  const { secret } = props;
  const run = secret.openRun;
  if (run?.state === 'blocked') return <Question run={run} />;
  return (
    <TurnStrip
      turn={secret.turn}
      words={turnWords.ofSecret(secret)}
      mine={turnWords.isMine(secret.turn)}
      actions={
        <>
          {run && <RunActions run={run} />}
          {!run && <StartButton secret={secret} />}
        </>
      }
    />
  );
}

function WithRun(props: { secret: SecretDetail; run: RunDetail }) {
  const t = useTexts();
  const { secret, run } = props;
  const isRunning = secret.openRun !== undefined;
  // The run tells nothing of a version that somebody else made after it.
  const isOvertaken = !isRunning && secret.changedOutOfBandAt !== undefined;
  return (
    <>
      <RunPicture run={run} />
      <div className={isRunning ? styles.two : undefined}>
        <Panel title={t('versions.title')}>
          <VersionLanes
            versions={secret.versions}
            run={isOvertaken ? undefined : run}
          />
        </Panel>
        {isRunning && <GateList gates={run.gates} />}
      </div>
      {isOvertaken ? (
        <ConsumersAtRest consumers={secret.consumers} />
      ) : (
        <ConsumerTable run={run} />
      )}
    </>
  );
}

function WithoutRun(props: { secret: SecretDetail }) {
  const t = useTexts();
  const { secret } = props;
  return (
    <>
      <Panel title={t('tab.noRun')}>
        <p className={styles.plain}>{t('tab.noRunHint')}</p>
      </Panel>
      <Panel title={t('versions.title')}>
        <VersionLanes versions={secret.versions} />
      </Panel>
      <ConsumersAtRest consumers={secret.consumers} />
    </>
  );
}

/** Everything about one secret: whose turn, where it is, why it is safe, who is affected, what was. @internal */
export function SecretRotation(props: { secret: SecretDetail }) {
  const { secret } = props;
  const runId = (secret.openRun ?? secret.lastRun)?.id;
  const run = useRun(runId);
  return (
    <>
      <Turn secret={secret} />
      <ProblemNotice secret={secret} />
      <OutOfBandNotice secret={secret} />
      {runId === undefined ? (
        <WithoutRun secret={secret} />
      ) : (
        <Loaded
          read={run}
          skeleton={<SkeletonBlocks heights={[240, 260, 220]} />}
        >
          {detail => <WithRun secret={secret} run={detail} />}
        </Loaded>
      )}
      <History secret={secret} />
    </>
  );
}
