import type { Policy, RotationConfiguration } from '../configuration';
import type { InMemoryConsumer } from './InMemoryConsumer';
import type { InMemoryPeople } from './InMemoryPeople';
import type { InMemoryStore } from './InMemoryStore';
import type { InMemoryTarget } from './InMemoryTarget';

const DAY = 24 * 3600_000;

/** The configuration of a world: one store, one rotator, and consumers near and far. */
export function worldConfiguration(
  policy: Policy,
  {
    store,
    target,
    consumers,
    people,
  }: {
    store: InMemoryStore;
    target: InMemoryTarget;
    consumers: InMemoryConsumer;
    people: InMemoryPeople;
  },
): RotationConfiguration {
  return {
    portalPaths: { rotation: '/secret-rotation', catalog: '/catalog' },
    fallbackOwner: 'group:default/platform',
    stores: new Map([
      [
        'vault',
        {
          name: 'vault',
          kind: 'memory',
          workerLabels: [],
          adapter: store,
          allow: [],
        },
      ],
    ]),
    rotators: new Map([
      [
        'postgres',
        {
          name: 'postgres',
          kind: 'memory',
          workerLabels: [],
          adapter: target,
          allow: [],
        },
      ],
    ]),
    consumers: new Map([
      [
        'http',
        {
          name: 'http',
          kind: 'memory',
          workerLabels: [],
          adapter: consumers,
        },
      ],
      [
        'far',
        {
          name: 'far',
          kind: 'memory',
          workerLabels: ['lab'],
          adapter: consumers,
        },
      ],
      [
        'people',
        {
          name: 'people',
          kind: 'memory',
          workerLabels: [],
          adapter: people,
        },
      ],
    ]),
    policies: new Map([['database', policy]]),
    freezes: [],
    enrolment: [],
    ownerCheck: true,
    retention: { runsMs: DAY, auditMs: DAY, versionsMs: DAY },
    entries: [],
    worker: {
      leaseMs: 30_000,
      tickSeconds: 2,
      concurrency: 10,
      labels: [],
      patience: { graceMs: 15_000, pollMs: 2_000, maxRepairs: 3 },
    },
  };
}
