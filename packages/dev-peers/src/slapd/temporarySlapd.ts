import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSlapd, type RunningSlapd, type SlapdOptions } from './startSlapd';

/** Starts an OpenLDAP in a new temporary folder; `stop` removes the folder. @public */
export async function startTemporarySlapd(
  options: Omit<SlapdOptions, 'dataDir'> = {},
): Promise<RunningSlapd> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-slapd-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startSlapd({ ...options, dataDir });
    return {
      ...server,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
