import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorldState } from './WorldState';

describe('what a world remembers', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-state-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('finds its id, ports and credentials again', async () => {
    const first = await WorldState.open(folder);
    const port = await first.port('portal');
    const credential = await first.credential('api');

    const second = await WorldState.open(folder);
    expect(second.id).toBe(first.id);
    expect(await second.port('portal')).toBe(port);
    expect(await second.credential('api')).toBe(credential);
  });

  it('takes another port when the one of last time is taken', async () => {
    const state = await WorldState.open(folder);
    const port = await state.port('portal');
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    try {
      expect(await state.port('portal')).not.toBe(port);
    } finally {
      stranger.close();
    }
  });

  it('takes the preferred port at first, if it is free', async () => {
    const wanted = await (await WorldState.open(folder)).port('other');
    const state = await WorldState.open(folder);
    expect(await state.port('portal', wanted)).toBe(wanted);
  });

  it('is readable by its owner alone, because it holds credentials', async () => {
    await (await WorldState.open(folder)).credential('api');
    const { mode } = await stat(join(folder, 'world.json'));
    expect(mode % 0o1000).toBe(0o600);
  });

  it('never makes two credentials alike', async () => {
    const state = await WorldState.open(folder);
    const [one, other] = [
      await state.credential('a'),
      await state.credential('b'),
    ];
    expect(one).not.toBe(other);
    expect(one).toHaveLength(32);
  });
});
