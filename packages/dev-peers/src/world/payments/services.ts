import { join } from 'node:path';
import type { RunningPostgres } from '../../postgres';
import {
  startService,
  type RunningService,
  type ServiceName,
} from '../../services';
import type { WorldPaths } from '../folder';
import type { WorldStore } from '../store/WorldStore';
import type { WorldState } from '../WorldState';
import { PAYMENTS_DATABASE } from './database';
import type { WorldSecret } from './secrets';

interface Instance {
  readonly instance: string;
  readonly name: ServiceName;
  readonly store: WorldStore;
  readonly path: string;
}

/** Starts the services that use the secrets. @internal */
export async function startServices(
  state: WorldState,
  paths: WorldPaths,
  server: RunningPostgres,
  secrets: ReadonlyArray<{ secret: WorldSecret; store: WorldStore }>,
): Promise<RunningService[]> {
  const token = await state.credential('services');
  const instances = secrets.flatMap(instancesOf);
  const ports = new Map<string, number>();
  for (const { instance } of instances) {
    ports.set(instance, await state.port(instance));
  }
  const starts = await Promise.allSettled(
    instances.map(({ instance, name, store, path }) =>
      startService({
        name,
        instance,
        port: ports.get(instance),
        token,
        store: store.serviceStore(path),
        target: {
          kind: 'postgres',
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

function instancesOf({
  secret,
  store,
}: {
  secret: WorldSecret;
  store: WorldStore;
}): Instance[] {
  return secret.services.flatMap(([name, instances]) =>
    instances.map(instance => ({ instance, name, store, path: secret.path })),
  );
}
