import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { startOfProcess } from './identity';

const shape = z.object({
  name: z.string(),
  pid: z.number(),
  startedAt: z.string(),
  signal: z.enum(['SIGTERM', 'SIGINT']),
  isGuardian: z.boolean(),
});

type ProcessRecord = z.infer<typeof shape>;

const POLL_MS = 50;
const GRACE_MS = 8_000;

/**
 * Which processes belong to a world, as files in its folder, so that a later start can end what a killed supervisor
 * left. A process is told from a stranger with its number by the time of its start.
 * @internal
 */
export class ProcessRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes a process down.
   * @param how - `isGuardian`: as long as it runs, the world is not abandoned; `signal`: what ends it in order
   */
  async add(
    name: string,
    pid: number,
    how: { isGuardian?: boolean; signal?: 'SIGTERM' | 'SIGINT' } = {},
  ): Promise<void> {
    const startedAt = await startOfProcess(pid);
    if (startedAt === undefined) {
      return; // it has ended already
    }
    const record: ProcessRecord = {
      name,
      pid,
      startedAt,
      signal: how.signal ?? 'SIGTERM',
      isGuardian: how.isGuardian ?? false,
    };
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#file(pid), JSON.stringify(record), { mode: 0o600 });
  }

  /** Strikes a process out that has ended. */
  async remove(pid: number): Promise<void> {
    await rm(this.#file(pid), { force: true });
  }

  /** A process that looks after this world now, other than the calling one. */
  async guardian(): Promise<number | undefined> {
    const alive = await this.#alive();
    return alive.find(record => record.isGuardian && record.pid !== process.pid)
      ?.pid;
  }

  /** Ends everything but guardians that is written down and still runs, and strikes out what has ended. */
  async endAll(): Promise<void> {
    const alive = await this.#alive();
    const guardians = alive.filter(record => record.isGuardian);
    await Promise.all(
      alive.filter(record => !record.isGuardian).map(record => end(record)),
    );
    for (const { pid } of await this.#read()) {
      if (!guardians.some(guardian => guardian.pid === pid)) {
        await this.remove(pid);
      }
    }
  }

  async #alive(): Promise<ProcessRecord[]> {
    const records = await this.#read();
    const alive = await Promise.all(records.map(isAlive));
    return records.filter((_, index) => alive[index]);
  }

  async #read(): Promise<ProcessRecord[]> {
    const files = await readdir(this.#folder).catch(error => {
      if (error.code === 'ENOENT') {
        return [];
      }
      throw error;
    });
    const records = await Promise.all(
      files.map(async file => {
        const text = await readFile(join(this.#folder, file), 'utf8').catch(
          () => '', // struck out meanwhile
        );
        return shape.safeParse(parsed(text)).data;
      }),
    );
    return records.filter(record => record !== undefined);
  }

  #file(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the writer was killed in the middle of it
  }
}

async function isAlive(record: ProcessRecord): Promise<boolean> {
  return (await startOfProcess(record.pid)) === record.startedAt;
}

async function end(record: ProcessRecord): Promise<void> {
  let signal: NodeJS.Signals | undefined = record.signal;
  const deadline = Date.now() + GRACE_MS;
  while (await isAlive(record)) {
    if (signal) {
      send(record.pid, signal);
      signal = undefined;
    } else if (Date.now() > deadline) {
      signal = 'SIGKILL';
    }
    await delay(POLL_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
