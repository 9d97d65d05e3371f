import { isNewerFence } from './fence';

describe('a fence', () => {
  it.each([
    [
      { run: 12, epoch: 2 },
      { run: 12, epoch: 1 },
    ],
    [
      { run: 13, epoch: 1 },
      { run: 12, epoch: 9 },
    ],
  ])('%j is newer than %j and never the other way round', (newer, older) => {
    expect(isNewerFence(newer, older)).toBe(true);
    expect(isNewerFence(older, newer)).toBe(false);
    expect(isNewerFence(newer, newer)).toBe(false);
  });
});
