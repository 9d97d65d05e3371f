import type { ConfigurationEntry } from './model';
import { readPortalPaths } from './readPortalPaths';

function read(raw: unknown) {
  const entries: ConfigurationEntry[] = [];
  return { paths: readPortalPaths(raw, entries), entries };
}

const DEFAULTS = { rotation: '/secret-rotation', catalog: '/catalog' };

describe('the paths of the portal', () => {
  it.each([undefined, null, {}])('have defaults: %j', raw => {
    expect(read(raw)).toEqual({ paths: DEFAULTS, entries: [] });
  });

  it('are read one by one', () => {
    expect(read({ rotationPath: '/tools/keyturn' })).toEqual({
      paths: { rotation: '/tools/keyturn', catalog: '/catalog' },
      entries: [],
    });
  });

  it.each([
    ['another site', 'https://evil.example'],
    ['another site without a scheme', '//evil.example'],
    ['a slash at the end', '/catalog/'],
    ['a query', '/catalog?a=b'],
    ['no text', 7],
  ])('never lead to %s: the defaults stand, on record', (_, catalogPath) => {
    const { paths, entries } = read({ catalogPath });
    expect(paths).toEqual(DEFAULTS);
    expect(entries).toMatchObject([{ section: 'root', name: 'portal' }]);
    expect(entries[0].problem?.message).toContain(
      'secretRotation.portal.catalogPath ',
    );
  });
});
