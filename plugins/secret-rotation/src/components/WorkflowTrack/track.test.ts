import {
  blockedRunAt,
  monitoringRunAt,
  rollingBackRunAt,
  succeededRunAt,
  waitingRunAt,
} from '../../__testUtils__/runs';
import { momentsFrom, runAt } from '../../__testUtils__/world';
import { trackOf, type Track } from './track';

const at = momentsFrom(Date.parse('2026-11-24T14:36:00Z'));

function stateOf(track: Track, step: string) {
  return track.nodes.find(node => node.step === step)?.state;
}

describe('trackOf', () => {
  it('shows what was passed as done, the live step as it is and the rest as to come', () => {
    const track = trackOf(waitingRunAt(at));
    expect(stateOf(track, 'promote')).toBe('done');
    expect(stateOf(track, 'verify')).toBe('waiting');
    expect(stateOf(track, 'revoke')).toBe('todo');
    expect(track.nodes.filter(node => node.live)).toHaveLength(1);
  });

  it('does not show a later step as done because an earlier wave passed it', () => {
    const run = waitingRunAt(at);
    const track = trackOf({ ...run, state: 'running', step: 'reload' });
    expect(stateOf(track, 'monitor')).toBe('todo');
    expect(stateOf(track, 'verify')).toBe('todo');
  });

  it('estimates only the step whose time is known: revoke at the end of the overlap', () => {
    const { nodes } = trackOf(waitingRunAt(at));
    expect(
      nodes.flatMap(({ step, expectedAt }) => (expectedAt ? [step] : [])),
    ).toEqual(['revoke']);
  });

  it('estimates nothing while a person is asked', () => {
    const { nodes } = trackOf(blockedRunAt(at));
    expect(nodes.some(({ expectedAt }) => expectedAt)).toBe(false);
  });

  it('says that both versions work now while the overlap runs, and no more once it ended', () => {
    expect(trackOf(monitoringRunAt(at)).bothWork).toBe('now');
    expect(trackOf(succeededRunAt(at)).bothWork).toBe('was');
  });

  it('offers the way back until revoke has begun, never after', () => {
    expect(trackOf(waitingRunAt(at)).rollback).toBe('possible');
    expect(trackOf({ ...waitingRunAt(at), pastNoReturn: true }).rollback).toBe(
      'gone',
    );
    expect(trackOf(succeededRunAt(at)).rollback).toBe('gone');
  });

  it('keeps where a rollback turned, and shows the way back as live', () => {
    const track = trackOf(rollingBackRunAt(at));
    expect(track.rollback).toBe('live');
    expect(stateOf(track, 'verify')).toBe('blocked');
    expect(track.nodes.some(node => node.live)).toBe(false);
    expect(track.rollbackAttempts.map(({ step }) => step)).toEqual([
      'promote',
      'reload',
    ]);
  });

  it('names the consumers that are diagnosed or were repaired, and no others', () => {
    expect(trackOf(blockedRunAt(at)).patients).toEqual([
      {
        entityRef: 'component:default/ledger-api',
        title: undefined,
        finding: 'old-credential-in-use',
        repairs: 3,
      },
    ]);
  });

  it('has nothing live while a run is queued', () => {
    const queued = { ...runAt(at), attempts: [], consumers: [], gates: [] };
    const track = trackOf(queued);
    expect(track.nodes.every(node => node.state === 'todo')).toBe(true);
  });

  it('does not claim a step that a successful run never made', () => {
    const run = succeededRunAt(at);
    const track = trackOf({
      ...run,
      attempts: run.attempts.filter(({ step }) => step !== 'destroy'),
    });
    expect(stateOf(track, 'destroy')).toBe('skipped');
  });
});
