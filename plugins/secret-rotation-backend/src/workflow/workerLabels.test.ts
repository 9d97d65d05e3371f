import * as fc from 'fast-check';
import { labelsNeeded, mayCarry, waitsForWorker } from './workerLabels';

const labels = fc.array(fc.constantFrom('dmz', 'eu', 'lab', 'office'));

describe('the labels that a run needs', () => {
  it('are those of all that it touches, each once', () => {
    expect(
      labelsNeeded([
        { workerLabels: ['eu', 'dmz'] },
        { workerLabels: [] },
        { workerLabels: ['dmz'] },
      ]),
    ).toEqual(['dmz', 'eu']);
  });

  it('are carried by a worker that may carry each part alone, and by no other', () => {
    fc.assert(
      fc.property(labels, fc.array(labels), (carried, parts) => {
        const needs = labelsNeeded(
          parts.map(workerLabels => ({ workerLabels })),
        );
        expect(mayCarry(carried, needs)).toBe(
          parts.every(part => mayCarry(carried, part)),
        );
      }),
    );
  });

  it('are none where nothing asks for any, and then every worker will do', () => {
    expect(labelsNeeded([{ workerLabels: [] }])).toEqual([]);
    expect(mayCarry([], [])).toBe(true);
    expect(mayCarry(['dmz'], [])).toBe(true);
    expect(mayCarry([], ['dmz'])).toBe(false);
  });
});

describe('a run that needs a label', () => {
  const due = { needs: ['dmz', 'eu'], nextAt: 1000 };

  it('says which worker it waits for as soon as it is due', () => {
    expect(waitsForWorker(due, 1000)).toBe(
      'waits for a worker labelled dmz and eu',
    );
  });

  it.each([
    ['while a worker has it or its time has not come', due, 999],
    ['once it is over', { ...due, closedAt: 1 }, 2000],
    ['while a person is asked', { needs: ['dmz'] }, 2000],
    ['when it needs none', { ...due, needs: [] }, 2000],
  ])('does not %s', (_, run, now) => {
    expect(waitsForWorker(run, now)).toBeUndefined();
  });
});
