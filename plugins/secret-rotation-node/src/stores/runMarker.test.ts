import { formatRunMarker, parseRunMarker, type RunMarker } from './runMarker';

describe('the marker of a run', () => {
  it.each<RunMarker>([
    { runId: 'R-12', did: 'promote', version: 7 },
    { runId: 'R-12', did: 'restore', version: 9, leaves: [7, 8] },
  ])('is read back as it was written: %j', marker => {
    expect(parseRunMarker(formatRunMarker(marker))).toEqual(marker);
  });

  it.each([
    undefined,
    '',
    'R-12',
    'R-12 promoted 7',
    'R-12 promote seven',
    'R-12 restore 9 leaves ,',
  ])('is none when somebody wrote %p', text => {
    expect(parseRunMarker(text)).toBeUndefined();
  });
});
