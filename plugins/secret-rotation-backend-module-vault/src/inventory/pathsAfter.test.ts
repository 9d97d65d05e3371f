import { pathsAfter } from './pathsAfter';

/** A folder's names as a KV engine lists them. */
function lister(paths: readonly string[]) {
  return async (folder: string) => [
    ...new Set(
      paths
        .filter(path => path.startsWith(folder))
        .map(path => {
          const rest = path.slice(folder.length);
          const slash = rest.indexOf('/');
          return slash < 0 ? rest : rest.slice(0, slash + 1);
        }),
    ),
  ];
}

async function all(
  paths: readonly string[],
  prefix: string,
  after?: string,
): Promise<string[]> {
  const found: string[] = [];
  const stretch = { prefix, after, isLeftOut: () => false };
  for await (const path of pathsAfter(lister(paths), stretch)) found.push(path);
  return found;
}

const PATHS = ['a', 'a-b', 'a.b/c', 'a/a', 'a/b', 'a/b/c', 'z/ä', 'ä'];

/** Every choice of some of the paths. */
const CHOICES = Array.from({ length: 2 ** PATHS.length }, (_, bits) =>
  PATHS.filter((_path, index) => (bits >> index) % 2 === 1),
);

describe('a walk through folders', () => {
  it('finds each path that begins with the prefix once, and goes on after any of them', async () => {
    for (const paths of CHOICES) {
      for (const prefix of ['', 'a', 'a/', 'a/b', 'a-', 'nothing/']) {
        const wanted = paths
          .filter(each => each.startsWith(prefix))
          .sort((one, other) => (one < other ? -1 : 1));
        expect(await all(paths, prefix)).toEqual(wanted);
        for (const [index, each] of wanted.entries())
          expect(await all(paths, prefix, each)).toEqual(
            wanted.slice(index + 1),
          );
      }
    }
  });

  it('lists no folder that lies before the path after which it goes on', async () => {
    const list = jest.fn(lister(['a/1', 'b/1', 'c/1']));
    const stretch = { prefix: '', after: 'b/1', isLeftOut: () => false };
    const found: string[] = [];
    for await (const each of pathsAfter(list, stretch)) found.push(each);
    expect(found).toEqual(['c/1']);
    expect(list.mock.calls).toEqual([[''], ['b/'], ['c/']]);
  });
});
