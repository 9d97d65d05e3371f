import { readOptions, USAGE } from './options';

const read = (...args: string[]) => readOptions(args, () => 42);

describe('the command line of the crash sweep', () => {
  it('sweeps everything in two worlds at once when it says nothing', () => {
    expect(read()).toEqual({
      help: false,
      quick: false,
      json: false,
      only: undefined,
      store: undefined,
      target: undefined,
      parallel: 2,
      seed: 42,
      journal: undefined,
    });
  });

  it('takes every option, with its value after it or behind an equals sign', () => {
    expect(
      read(
        '--quick',
        '--json',
        '--only',
        'promote',
        '--store',
        'aws',
        '--target',
        'redis',
        '--parallel=4',
        '--seed=7',
        '--journal',
        'sweep.jsonl',
      ),
    ).toEqual({
      help: false,
      quick: true,
      json: true,
      only: 'promote',
      store: 'aws',
      target: 'redis',
      parallel: 4,
      seed: 7,
      journal: 'sweep.jsonl',
    });
  });

  it('explains every option that it takes', () => {
    const { help, ...others } = read('--help');
    expect(help).toBe(true);
    for (const name of Object.keys(others)) {
      expect(USAGE).toContain(`--${name}`);
    }
  });

  it.each([
    [['--fast'], '--fast'],
    [['promote'], 'promote'],
    [['--only'], '--only'],
    [['--parallel', '0'], '--parallel must be a whole number from 1'],
    [['--parallel', '1e3'], '--parallel must be a whole number from 1'],
    [['--seed', '-1'], '--seed'],
  ])('names what is wrong with %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
