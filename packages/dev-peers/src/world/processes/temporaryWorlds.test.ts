import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worldPaths } from '../folder';
import { ProcessRecords } from './ProcessRecords';
import {
  makeTemporaryWorld,
  removeAbandonedWorlds,
  removeTemporaryWorld,
} from './temporaryWorlds';

describe('temporary worlds', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-temporary-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function worldOf(owner: number): Promise<string> {
    const world = await mkdtemp(join(folder, 'keyturn-world-'));
    const records = new ProcessRecords(worldPaths(world).processes);
    await records.add('owner', owner, { isGuardian: true });
    return world;
  }

  it('go, with their processes, when their owner was killed', async () => {
    const owner = spawn('sleep', ['600']);
    const service = spawn('sleep', ['600']);
    await Promise.all([once(owner, 'spawn'), once(service, 'spawn')]);
    const world = await worldOf(owner.pid ?? 0);
    const records = new ProcessRecords(worldPaths(world).processes);
    await records.add('checkout-1', service.pid ?? 0);
    const ended = [once(owner, 'exit'), once(service, 'exit')];
    owner.kill('SIGKILL');
    await ended[0];

    await removeAbandonedWorlds(folder);
    await ended[1];
    expect(service.signalCode).toBe('SIGTERM');
    expect(existsSync(world)).toBe(false);
  });

  it('go when their owner was killed and their supervisor has ended everything itself', async () => {
    const world = join(folder, 'keyturn-world-over');
    await mkdir(worldPaths(world).processes, { recursive: true });
    await writeFile(worldPaths(world).state, '{}');
    await removeAbandonedWorlds(folder);
    expect(existsSync(world)).toBe(false);
  });

  it('stay while their owner lives, and while they are being made', async () => {
    const owner = spawn('sleep', ['600']);
    await once(owner, 'spawn');
    try {
      const world = await worldOf(owner.pid ?? 0);
      const unborn = join(folder, 'keyturn-world-unborn');
      await mkdir(unborn);
      const stranger = join(folder, 'another-program');
      await mkdir(stranger);
      await removeAbandonedWorlds(folder);
      expect([world, unborn, stranger].map(existsSync)).toEqual([
        true,
        true,
        true,
      ]);
    } finally {
      owner.kill('SIGKILL');
    }
  });

  it('are looked after by the process that makes them', async () => {
    const world = await makeTemporaryWorld(folder);
    const { processes } = worldPaths(world);
    expect(existsSync(join(processes, `${process.pid}.json`))).toBe(true);
  });

  it('take what a killed supervisor left with them when their owner removes them', async () => {
    const world = await makeTemporaryWorld(folder);
    const store = spawn('sleep', ['600']);
    await once(store, 'spawn');
    const records = new ProcessRecords(worldPaths(world).processes);
    await records.add('secrets-manager', store.pid ?? 0);
    const ended = once(store, 'exit');

    await removeTemporaryWorld(world);
    await ended;
    expect(store.signalCode).toBe('SIGTERM');
    expect(existsSync(world)).toBe(false);
  });
});
