import { formatMarker, parseMarker } from './runMarker';

describe('the marker', () => {
  it('is read back as it was written', () => {
    const marker = { runId: 'R-12', did: 'promote', version: 7 } as const;
    expect(parseMarker(formatMarker(marker))).toEqual(marker);
  });

  it.each([undefined, '', 'R-12', 'R-12 promoted 7', 'R-12 promote seven'])(
    'is none when somebody wrote %p',
    text => {
      expect(parseMarker(text)).toBeUndefined();
    },
  );
});
