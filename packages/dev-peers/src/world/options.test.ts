import { readCommandLine } from './options';

const KNOWN = ['--json', '--kill-at', '--sqlite'];

describe('the command line of a world', () => {
  it('reads flags and values, in both ways of writing them', () => {
    expect(readCommandLine([], KNOWN)).toEqual({
      sqlite: false,
      fresh: false,
      json: false,
      killAt: undefined,
      stores: ['vault'],
    });
    expect(
      readCommandLine(['--kill-at', 'promote', '--sqlite'], KNOWN),
    ).toMatchObject({ killAt: 'promote', sqlite: true });
    expect(readCommandLine(['--kill-at=stage'], KNOWN).killAt).toBe('stage');
  });

  it('takes further secrets managers besides vault, each of them once', () => {
    const known = ['--stores'];
    expect(
      readCommandLine(['--stores', 'gcp,vault,gcp'], known).stores,
    ).toEqual(['vault', 'gcp']);
    for (const list of ['aws,gcp', 'vault,azure', '']) {
      expect(() => readCommandLine([`--stores=${list}`], known)).toThrow(
        '--stores takes a list of vault, aws, gcp, with vault among them',
      );
    }
  });

  it('refuses what it does not know, and names what it knows', () => {
    expect(() => readCommandLine(['--fresh'], KNOWN)).toThrow(
      'There is no option --fresh. Known: --json, --kill-at, --sqlite',
    );
    expect(() => readCommandLine(['--kill-at'], KNOWN)).toThrow(
      '--kill-at needs a value',
    );
    expect(() => readCommandLine(['--kill-at', '--json'], KNOWN)).toThrow(
      '--kill-at needs a value',
    );
  });
});
