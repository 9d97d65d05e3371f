import { join } from 'node:path';
import type { RunningPostgres } from '../../postgres';
import {
  startService,
  type RunningService,
  type ServiceName,
} from '../../services';
import type { WorldPaths } from '../folder';
import type { WorldStore } from '../store/startStore';
import type { WorldState } from '../WorldState';
import { PAYMENTS_DATABASE } from './database';
import { SECRET_PATH } from './seed';

const INSTANCES: ReadonlyArray<[instance: string, name: ServiceName]> = [
  ['checkout-1', 'checkout'],
  ['checkout-2', 'checkout'],
  ['ledger-api-1', 'ledger-api'],
  ['invoice-worker-1', 'invoice-worker'],
];

/** Starts the three services of the payments system, one of them twice. @internal */
export async function startServices(
  state: WorldState,
  paths: WorldPaths,
  server: RunningPostgres,
  store: WorldStore,
): Promise<RunningService[]> {
  const token = await state.credential('services');
  const ports = new Map<string, number>();
  for (const [instance] of INSTANCES) {
    ports.set(instance, await state.port(instance));
  }
  const starts = await Promise.allSettled(
    INSTANCES.map(([instance, name]) =>
      startService({
        name,
        instance,
        port: ports.get(instance),
        token,
        store: {
          kind: 'vault',
          address: store.address,
          token: store.tokens.services,
          mount: store.mount,
          path: SECRET_PATH,
        },
        database: {
          host: server.host,
          port: server.port,
          database: PAYMENTS_DATABASE,
        },
        journalDir: paths.journals,
        logFile: join(paths.logs, `${instance}.log`),
      }),
    ),
  );
  const started = starts.flatMap(start =>
    start.status === 'fulfilled' ? [start.value] : [],
  );
  const failure = starts.find(start => start.status === 'rejected');
  if (failure) {
    await Promise.all(started.map(service => service.stop()));
    throw failure.reason;
  }
  return started;
}
