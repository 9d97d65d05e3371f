import type { Version } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  blockedRunAt,
  rollingBackRunAt,
  succeededRunAt,
  waitingRunAt,
} from '../../__testUtils__/runs';
import { detailAt, inRunAt } from '../../__testUtils__/secrets';
import { momentsFrom } from '../../__testUtils__/world';
import { drawLanes } from './lanes';

const NOW = Date.parse('2026-11-24T14:36:00Z');
const at = momentsFrom(NOW);
const M = 60_000;

describe('drawLanes', () => {
  it('draws the overlap from its start to its planned end, with now between', () => {
    const run = waitingRunAt(at);
    const drawing = drawLanes(inRunAt(at, run).versions, run, NOW);
    expect(drawing.overlap).toEqual({
      start: NOW - 34 * M + 4_000,
      end: NOW + 26 * M + 14_000,
    });
    expect(drawing.now).toBe(NOW);
    expect(
      drawing.acceptances.map(({ versions, planned }) => [
        versions,
        planned ?? false,
      ]),
    ).toEqual([
      [[41], false],
      [[41, 42], false],
      [[41, 42], true],
      [[42], true],
    ]);
  });

  it('never shows the old version as refused before it is: a blocked run past its overlap', () => {
    const run = blockedRunAt(at);
    const drawing = drawLanes(inRunAt(at, run).versions, run, NOW);
    expect(drawing.overlap?.end).toBe(NOW);
    const happened = drawing.acceptances.filter(({ planned }) => !planned);
    expect(happened.at(-1)).toMatchObject({ versions: [41, 42], end: NOW });
    const old = drawing.lanes.find(({ role }) => role === 'old');
    expect(
      old?.segments.filter(({ planned }) => !planned).map(({ state }) => state),
    ).toEqual(['current', 'previous']);
  });

  it('expects the old version alone at the end of a rollback', () => {
    const run = rollingBackRunAt(at);
    const drawing = drawLanes(inRunAt(at, run).versions, run, NOW);
    expect(drawing.acceptances.at(-1)).toMatchObject({
      versions: [41],
      planned: true,
    });
  });

  it('plans nothing once a run is closed, and draws no now', () => {
    const run = succeededRunAt(at);
    const drawing = drawLanes(detailAt(at).versions, run, NOW);
    expect(drawing.now).toBeUndefined();
    const parts = drawing.lanes.flatMap(({ segments }) => segments);
    expect(parts.some(({ planned }) => planned)).toBe(false);
  });

  it('hatches only the time in which both are accepted', () => {
    const run = {
      ...succeededRunAt(at),
      createdAt: at(-110),
      closedAt: at(-38),
      overlapStartedAt: at(-100),
      overlapEndsAt: at(-40),
    };
    const fresh: Version = {
      number: 42,
      state: 'current',
      createdAt: at(-105),
      currentAt: at(-98),
    };
    const old: Version = {
      number: 41,
      state: 'destroyed',
      createdAt: at(-5_000),
      currentAt: at(-5_000),
      previousAt: at(-98),
      revokedAt: at(-40),
      destroyedAt: at(-39),
    };
    const { lanes, overlap } = drawLanes([fresh, old], run, NOW);
    const parts = lanes.flatMap(({ segments }) => segments);
    const hatched = parts.filter(part => part.overlap);
    expect(hatched.length).toBeGreaterThan(0);
    for (const part of hatched) {
      expect(part.start).toBeGreaterThanOrEqual(
        (overlap?.start ?? Infinity) - 1_000,
      );
      expect(part.end).toBeLessThanOrEqual(overlap?.end ?? -Infinity);
    }
    const newLane = lanes.find(({ role }) => role === 'new')?.segments ?? [];
    expect(newLane.at(-1)).toMatchObject({ state: 'current', overlap: false });
  });

  it('keeps every part inside the window', () => {
    const run = waitingRunAt(at);
    const { start, end, lanes, acceptances } = drawLanes(
      inRunAt(at, run).versions,
      run,
      NOW,
    );
    for (const part of [...lanes.flatMap(l => l.segments), ...acceptances]) {
      expect(part.start).toBeGreaterThanOrEqual(start);
      expect(part.end).toBeLessThanOrEqual(end);
      expect(part.end).toBeGreaterThan(part.start);
    }
  });

  it('draws a version that came back as current again, after the time in which another was', () => {
    const [first] = detailAt(at).versions;
    const version: Version = {
      ...first,
      state: 'current',
      createdAt: at(-40),
      currentAt: at(-30),
      previousAt: at(-20),
      backAt: at(-10),
      revokedAt: undefined,
      destroyedAt: undefined,
    };
    const [lane] = drawLanes([version], undefined, NOW).lanes;
    expect(lane.segments.map(({ state }) => state)).toEqual([
      'pending',
      'current',
      'previous',
      'current',
    ]);
  });

  it('shows the versions without any run', () => {
    const { lanes, acceptances } = drawLanes(
      detailAt(at).versions,
      undefined,
      NOW,
    );
    expect(lanes.map(({ number, role }) => [number, role])).toEqual([
      [42, 'current'],
      [41, 'older'],
      [40, 'older'],
    ]);
    expect(acceptances).toEqual([]);
  });
});
