import { join } from 'node:path';
import {
  startService,
  type RunningService,
  type ServiceName,
} from '@keyturn/dev-peers';
import type { RunningStore, RunningTarget } from '../strategies';

/** One consumer of each sort that is met in the field. */
const CONSUMERS: ReadonlyArray<{
  readonly name: ServiceName;
  readonly sort: string;
  /** Whether a journey may hold it back: it hears a reload and does not follow. */
  readonly canBeHeld: boolean;
  readonly connections: number;
}> = [
  {
    name: 'checkout',
    sort: 'pooled: keeps its connections, opens new ones beside them when it is told',
    canBeHeld: true,
    connections: 2,
  },
  {
    name: 'report-job',
    sort: 'reconnecting: logs in anew for every query',
    canBeHeld: false,
    connections: 1,
  },
  {
    name: 'legacy-batch',
    sort: 'deaf: hears no reload, looks at the store by itself every second',
    canBeHeld: false,
    connections: 2,
  },
];

/** Starts each consumer as its own process. They query the target all the time and keep a journal of it. */
export async function startConsumers(options: {
  readonly folder: string;
  readonly token: string;
  readonly holdFile: string;
  readonly store: RunningStore;
  readonly target: RunningTarget;
}): Promise<RunningService[]> {
  const { folder, token, holdFile, store, target } = options;
  return Promise.all(
    CONSUMERS.map(({ name, canBeHeld, connections }) =>
      startService({
        name,
        token,
        store: store.serviceAccess,
        target: target.endpoints[0],
        connections,
        journalDir: join(folder, 'journals'),
        logFile: join(folder, `${name}.log`),
        holdFile: canBeHeld ? holdFile : undefined,
      }),
    ),
  );
}
