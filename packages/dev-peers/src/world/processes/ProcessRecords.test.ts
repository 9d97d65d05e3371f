import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOfProcess } from './identity';
import { ProcessRecords } from './ProcessRecords';

describe('the processes of a world', () => {
  let folder: string;
  let children: ChildProcess[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-processes-'));
    children = [];
  });
  afterEach(async () => {
    children.forEach(child => child.kill('SIGKILL'));
    await rm(folder, { recursive: true, force: true });
  });

  async function sleeper(): Promise<number> {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    await once(child, 'spawn');
    children.push(child);
    return child.pid ?? 0;
  }

  it('ends what a killed supervisor left, and strikes it out', async () => {
    const pid = await sleeper();
    await new ProcessRecords(folder).add('checkout-1', pid);
    const [child] = children;
    const ended = once(child, 'exit');

    await new ProcessRecords(folder).endAll();
    await ended;
    expect(child.signalCode).toBe('SIGTERM');
    expect(await readdir(folder)).toEqual([]);
  });

  it('never signals a stranger who got the number of an ended process', async () => {
    const pid = await sleeper();
    const records = new ProcessRecords(folder);
    await records.add('checkout-1', pid);
    const file = join(folder, `${pid}.json`);
    const record = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...record, startedAt: 'before' }));

    await records.endAll();
    expect(await startOfProcess(pid)).toBeDefined();
    expect(children[0].signalCode).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves guardians alone, and says who looks after the world', async () => {
    const records = new ProcessRecords(folder);
    expect(await records.guardian()).toBeUndefined();
    await records.add('self', process.pid, { isGuardian: true });
    expect(await records.guardian()).toBeUndefined();

    const pid = await sleeper();
    await records.add('owner', pid, { isGuardian: true });
    await records.endAll();
    expect(await records.guardian()).toBe(pid);

    const ended = once(children[0], 'exit');
    children[0].kill('SIGKILL');
    await ended;
    expect(await records.guardian()).toBeUndefined();
  });

  it('passes over a record that a killed writer did not finish', async () => {
    await writeFile(join(folder, '1.json'), '{"name":"po');
    const records = new ProcessRecords(folder);
    await records.endAll();
    expect(await records.guardian()).toBeUndefined();
  });

  it('knows no start of a process that does not exist', async () => {
    expect(await startOfProcess(2 ** 22 + 1)).toBeUndefined();
    expect(await startOfProcess(process.pid)).toBe(
      await startOfProcess(process.pid),
    );
  });
});
