import type { ConfigurationEntry } from './model';
import { readWorker } from './readWorker';

function read(raw: unknown) {
  const entries: ConfigurationEntry[] = [];
  return { worker: readWorker(raw, entries), entries };
}

const DEFAULTS = {
  leaseMs: 30_000,
  tickSeconds: 2,
  concurrency: 20,
  labels: [],
  patience: { graceMs: 15_000, pollMs: 2_000, maxRepairs: 3 },
};

describe('the settings of the workers', () => {
  it.each([undefined, null, {}])('have defaults: %j', raw => {
    expect(read(raw)).toEqual({ worker: DEFAULTS, entries: [] });
  });

  it('are read in the units that the engine works in', () => {
    const { worker } = read({
      lease: 'PT1M',
      tick: '5 seconds',
      maxRepairs: 0,
    });
    expect(worker).toMatchObject({ leaseMs: 60_000, tickSeconds: 5 });
    expect(worker.patience.maxRepairs).toBe(0);
  });

  it.each([
    ['a misspelt key', { leese: 'PT1M' }, 'secretRotation.worker.leese'],
    ['a lease too short', { lease: 'PT0S' }, 'worker.lease must be a second'],
    ['a label with a space', { labels: ['d m z'] }, 'worker.labels[0] must be'],
    ['half a run at once', { concurrency: 0.5 }, 'worker.concurrency must be'],
    ['a list', [], 'secretRotation.worker'],
  ])('stay at their defaults, on record, with %s', (_, raw, message) => {
    const { worker, entries } = read(raw);
    expect(worker).toEqual(DEFAULTS);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ section: 'root', name: 'worker' });
    expect(entries[0].problem?.message).toContain(message);
  });
});
