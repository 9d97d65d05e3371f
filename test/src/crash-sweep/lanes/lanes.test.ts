import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

jest.setTimeout(180_000);

const TESTS = dirname(require.resolve('keyturn-tests/package.json'));

describe('a sweep that is killed', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-sweep-'));
    // The database server may run as another user.
    await chmod(folder, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function serversOfWorlds(): Promise<number[]> {
    const pids: number[] = [];
    for (const world of await readdir(folder)) {
      const records = join(folder, world, 'processes');
      for (const file of await readdir(records).catch(() => [])) {
        const text = await readFile(join(records, file), 'utf8').catch(
          () => '',
        );
        const { name, pid } = JSON.parse(text || '{}');
        if (name === 'postgres' || name === 'store') pids.push(pid);
      }
    }
    return pids;
  }

  async function until<T>(
    look: () => Promise<T>,
    isEnough: (seen: T) => boolean,
  ): Promise<T> {
    const deadline = performance.now() + 80_000;
    for (;;) {
      const seen = await look();
      if (isEnough(seen) || performance.now() > deadline) return seen;
      await delay(100);
    }
  }

  it('leaves no world and no server behind', async () => {
    const sweep = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(TESTS, 'src/crash-sweep/main.ts'),
        ...['--quick', '--parallel', '1'],
      ],
      {
        stdio: 'ignore',
        env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder },
      },
    );
    const ended = once(sweep, 'exit');
    const servers = await until(serversOfWorlds, pids => pids.length === 2);
    sweep.kill('SIGKILL');
    await ended;
    expect(servers).toHaveLength(2);
    expect(
      await until(
        () => readdir(folder),
        left => left.length === 0,
      ),
    ).toEqual([]);
    expect(servers.filter(isAlive)).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (Object(error).code === 'ESRCH') return false;
    throw error;
  }
}
