import { SecretRotationApiError } from '@keyturn/backstage-plugin-secret-rotation-common';
import { planAt, refusedPlanAt } from '../src/__testUtils__/plans';
import { RecordedApi, type Recording } from '../src/__testUtils__/RecordedApi';
import {
  blockedRunAt,
  monitoringRunAt,
  refusedRunAt,
  rollingBackRunAt,
  runEventsAt,
  succeededRunAt,
  unusedRunAt,
  waitingRunAt,
} from '../src/__testUtils__/runs';
import {
  detailAt,
  inRunAt,
  listedAt,
  misconfiguredAt,
  outOfBandAt,
  unenrolledAt,
} from '../src/__testUtils__/secrets';
import {
  confirmationRunAt,
  foundRunAt,
  taskRunAt,
} from '../src/__testUtils__/tasks';
import { inventoriesAt, unmanagedAt } from '../src/__testUtils__/unmanaged';
import { momentsFrom, secretAt } from '../src/__testUtils__/world';

const at = momentsFrom(Date.now());

function withRun(run: ReturnType<typeof waitingRunAt>): Recording {
  return {
    secrets: [inRunAt(at, run)],
    runs: [run, { ...succeededRunAt(at), id: 1988, label: 'R-1988' }],
  };
}

const brief = succeededRunAt(at);

/** Every state that a page can be in, by the name in the address (`?world=…`). */
const RECORDINGS: Record<string, Recording> = {
  'up-to-date': {
    secrets: [detailAt(at, { lastRun: brief })],
    runs: [brief, refusedRunAt(at)],
  },
  monitoring: withRun(monitoringRunAt(at)),
  waiting: withRun(waitingRunAt(at)),
  blocked: withRun(blockedRunAt(at)),
  task: withRun(taskRunAt(at)),
  'task-found': withRun(foundRunAt(at)),
  'task-confirm': withRun(confirmationRunAt(at)),
  unused: withRun(unusedRunAt(at)),
  'rolling-back': withRun(rollingBackRunAt(at)),
  refused: {
    secrets: [detailAt(at, { lastRun: refusedRunAt(at) })],
    runs: [refusedRunAt(at)],
    plan: refusedPlanAt(at),
  },
  'unmapped-use': {
    secrets: [detailAt(at, { lastRun: brief })],
    runs: [brief],
    plan: planAt(at, {
      unmappedUse: [{ label: 'nightly-report', sessions: 2 }, { sessions: 1 }],
    }),
  },
  'no-run': { secrets: [detailAt(at)] },
  misconfigured: { secrets: [misconfiguredAt(at)] },
  'out-of-band': {
    secrets: [{ ...outOfBandAt(at), lastRun: brief }],
    listed: [outOfBandAt(at)],
    runs: [brief],
  },
  many: {
    unmanaged: Array.from({ length: 10_000 }, (_, index) => ({
      ...unmanagedAt(at)[index % 4],
      path: `team-${index % 40}/service-${index}/login`,
    })),
  },
  unenrolled: { secrets: [unenrolledAt(at)] },
  viewer: { ...withRun({ ...blockedRunAt(at), actions: [] }) },
  empty: {
    secrets: [],
    listed: [],
    ofEntity: { items: [], hidden: 2 },
    unmanaged: [],
    inventories: [],
  },
};

/** A stand-in of the backend that answers as in the named world. */
export function apiOfWorld(world: string): RecordedApi {
  const listed = listedAt(at, blockedRunAt(at));
  const api = new RecordedApi({
    listed,
    ofEntity: { items: [listed[0], listed[5], secretAt(at)], hidden: 1 },
    events: runEventsAt(at),
    plan: planAt(at),
    unmanaged: unmanagedAt(at),
    inventories: inventoriesAt(at),
    configuration: {
      entries: [
        { section: 'stores', name: 'vault-prod', kind: 'vault' },
        {
          section: 'stores',
          name: 'aws-prod',
          kind: 'aws',
          problem: {
            code: 'unknown-kind',
            message: 'No installed module knows the kind “aws”.',
            fix: 'Install its module or remove the entry.',
          },
        },
      ],
    },
    ...(RECORDINGS[world] ?? RECORDINGS.waiting),
  });
  if (world === 'forbidden')
    api.failure = new SecretRotationApiError(403, {
      name: 'NotAllowedError',
      message: 'You may not read this secret.',
    });
  if (world === 'down')
    api.failure = new SecretRotationApiError(503, {
      name: 'Error',
      message: 'Service Unavailable',
    });
  // Answers once, then is away: the last state stays.
  if (world === 'stale')
    setTimeout(() => {
      api.failure = new Error('Failed to fetch');
    }, 1_500);
  if (world === 'loading') {
    const never = () => new Promise<never>(() => undefined);
    Object.assign(api, { getSecret: never, listUnmanaged: never });
  }
  return api;
}
