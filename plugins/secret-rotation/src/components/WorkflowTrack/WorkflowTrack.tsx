import { useMemo } from 'react';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { TrackDrawing } from './TrackDrawing';
import { TrackList } from './TrackList';
import { trackOf } from './track';
import styles from './WorkflowTrack.module.css';

/** Where a run is: its twelve steps, live. @internal */
export function WorkflowTrack(props: { run: RunDetail }) {
  const { run } = props;
  const track = useMemo(() => trackOf(run), [run]);
  return (
    <div className={styles.track}>
      <TrackDrawing run={run} track={track} />
      <TrackList run={run} track={track} />
    </div>
  );
}
