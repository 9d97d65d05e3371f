import {
  isOfSomeRun,
  isWaitingLabel,
  keepLabel,
  labelKind,
  parseStageLabel,
  restoreLabel,
  runVersionOf,
  stageLabel,
  versionIdOf,
} from './runVersions';

const place = { path: 'payments/db', runId: 'R-12' };

describe('the id of a version that a run wrote', () => {
  const version = { did: 'stage', epoch: 3, attempt: 1 } as const;

  it.each(['R-1', 'R-9999999999'])(
    'is a token that AWS takes for %s',
    runId => {
      const did = 'restore' as const;
      for (const epoch of [1, 999_999]) {
        const id = versionIdOf({ ...place, runId }, { ...version, did, epoch });
        expect(id).toMatch(/^.{32,64}$/);
      }
    },
  );

  it('is the same for every repeat and tells what the run did', () => {
    const id = versionIdOf(place, version);
    expect(versionIdOf(place, version)).toBe(id);
    expect(runVersionOf(id, place)).toEqual(version);
  });

  it("is nobody else's", () => {
    const id = versionIdOf(place, version);
    expect(runVersionOf(id, { ...place, runId: 'R-1' })).toBeUndefined();
    expect(runVersionOf(id, { ...place, path: 'other/db' })).toBeUndefined();
    expect(runVersionOf(`${id.slice(0, -1)}-`, place)).toBeUndefined();
    expect(isOfSomeRun(id)).toBe(true);
    expect(isOfSomeRun('5048c2d1-6a1f-4dcb-9f53-32ee27b3b0b2')).toBe(false);
  });
});

describe('the labels of a run', () => {
  it('tell what they mark, and that of a stage the epoch and what it is based on', () => {
    const label = stageLabel('R-12', { epoch: 3, base: 'a/b' });
    expect(parseStageLabel(label, 'R-12')).toEqual({ epoch: 3, base: 'a/b' });
    expect(parseStageLabel(label, 'R-1')).toBeUndefined();
    expect(labelKind(label, 'R-12')).toBe('stage');
    expect(labelKind(restoreLabel('R-12', 'x'), 'R-12')).toBe('restore');
    expect(labelKind(keepLabel('R-12'), 'R-12')).toBe('keep');
    expect(labelKind(label, 'R-1')).toBeUndefined();
    expect(labelKind('AWSCURRENT', 'R-12')).toBeUndefined();
  });

  it('that wait to become current are told from those that keep', () => {
    expect(isWaitingLabel(stageLabel('R-9', { epoch: 1, base: 'x' }))).toBe(
      true,
    );
    expect(isWaitingLabel(restoreLabel('R-9', 'x'))).toBe(true);
    expect(isWaitingLabel('AWSPENDING')).toBe(true);
    expect(isWaitingLabel(keepLabel('R-9'))).toBe(false);
    expect(isWaitingLabel('AWSPREVIOUS')).toBe(false);
  });
});
