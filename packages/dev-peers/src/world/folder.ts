import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where in its folder a world keeps what. @public */
export interface WorldPaths {
  readonly folder: string;
  readonly processes: string;
  /** What `WorldState` keeps. */
  readonly state: string;
  readonly postgresData: string;
  readonly postgresLog: string;
  readonly secretsManager: string;
  readonly portalData: string;
  readonly portalConfig: string;
  readonly backendLog: string;
  readonly journals: string;
  readonly logs: string;
}

/** The paths of a world. @public */
export function worldPaths(folder: string): WorldPaths {
  const logs = join(folder, 'logs');
  return {
    folder,
    processes: join(folder, 'processes'),
    state: join(folder, 'world.json'),
    postgresData: join(folder, 'postgres'),
    postgresLog: join(logs, 'postgres.log'),
    secretsManager: join(folder, 'secrets-manager'),
    portalData: join(folder, 'portal'),
    portalConfig: join(folder, 'app-config.json'),
    backendLog: join(logs, 'backend.log'),
    journals: join(folder, 'journals'),
    logs,
  };
}

/** Makes the folders, for their owner alone. @public */
export async function makeFolders(paths: WorldPaths): Promise<void> {
  for (const path of [
    paths.folder,
    paths.processes,
    paths.portalData,
    paths.journals,
    paths.logs,
  ]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  // An ignored folder may have been there before, made by somebody with an open umask.
  await chmod(paths.folder, 0o700);
}

/** Removes a world's folder. Its processes must have ended. @public */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
