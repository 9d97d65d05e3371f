import {
  versionLabel,
  type Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { Moment } from '../../time/Moment';
import { secondsBetween, spanText } from '../../time/span';
import { useTexts } from '../../translation/useTexts';
import { ActorName } from '../EntityName';
import type { FactColumn } from '../FactTable';
import { RunLink } from '../RunLink';
import { RUN_SIGNS, StateMark } from '../StateMark';

/** What a row of the history tells about a run. @internal */
export function useHistoryColumns(): FactColumn<Run>[] {
  const t = useTexts();
  const result = (run: Run) => {
    const state = t(`runState.${run.state}`);
    const version =
      run.state === 'rolled-back' ? run.oldVersion : run.newVersion;
    const named = run.state === 'rolled-back' || run.state === 'succeeded';
    return named && version !== undefined
      ? t('history.toVersion', { state, version: versionLabel(version) })
      : state;
  };
  return [
    {
      id: 'run',
      label: t('history.run'),
      names: true,
      cell: run => <RunLink run={run} />,
    },
    {
      id: 'started',
      label: t('history.started'),
      cell: run => <Moment at={run.createdAt} />,
    },
    {
      id: 'trigger',
      label: t('history.trigger'),
      cell: run =>
        run.cause === 'compromised'
          ? t('history.compromised', { trigger: t(`trigger.${run.trigger}`) })
          : t(`trigger.${run.trigger}`),
    },
    {
      id: 'duration',
      label: t('history.duration'),
      cell: run =>
        run.closedAt
          ? spanText(t, secondsBetween(run.createdAt, run.closedAt))
          : t('history.open'),
    },
    {
      id: 'by',
      label: t('history.by'),
      cell: run => <ActorName actor={run.requestedBy} />,
    },
    {
      id: 'result',
      label: t('history.result'),
      cell: run => (
        <StateMark {...RUN_SIGNS[run.state]}>{result(run)}</StateMark>
      ),
    },
  ];
}
