import type {
  ConsumerAdapter,
  Rotator,
  SecretStore,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Policy, RotationConfiguration } from '../../configuration';

/** The names of the only store, rotator and consumer entry, as the simulated catalog says them. */
const ENTRIES = {
  store: 'vault',
  rotator: 'postgres',
  consumer: 'http',
} as const;

const MONTH = 30 * 24 * 3_600_000;

/** app-config as a simulated portal has read it. */
export function configurationOf(
  adapters: { store: SecretStore; rotator: Rotator; consumer: ConsumerAdapter },
  policy: Policy,
): RotationConfiguration {
  const of = <T>(name: string, adapter: T) => {
    const entry = {
      name,
      kind: 'simulated',
      adapter,
      allow: [],
      workerLabels: [],
    };
    return new Map([[name, entry]]);
  };
  return {
    portalPaths: { rotation: '/secret-rotation', catalog: '/catalog' },
    fallbackOwner: 'group:default/platform',
    stores: of(ENTRIES.store, adapters.store),
    rotators: of(ENTRIES.rotator, adapters.rotator),
    consumers: of(ENTRIES.consumer, adapters.consumer),
    policies: new Map([[policy.name, policy]]),
    enrolment: [],
    freezes: [],
    retention: { runsMs: MONTH, auditMs: MONTH, versionsMs: MONTH },
    ownerCheck: true,
    entries: [],
    worker: {
      leaseMs: 30_000,
      tickSeconds: 2,
      concurrency: 10,
      labels: [],
      patience: { graceMs: 20_000, pollMs: 15_000, maxRepairs: 2 },
    },
  };
}
