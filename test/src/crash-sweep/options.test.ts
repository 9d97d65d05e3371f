import { readOptions } from './options';

const read = (...args: string[]) => readOptions(args, () => 42);

describe('the command line of the crash sweep', () => {
  it('sweeps everything in two worlds at once when it says nothing', () => {
    expect(read()).toEqual({
      quick: false,
      json: false,
      only: undefined,
      store: undefined,
      target: undefined,
      parallel: 2,
      seed: 42,
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
      ),
    ).toEqual({
      quick: true,
      json: true,
      only: 'promote',
      store: 'aws',
      target: 'redis',
      parallel: 4,
      seed: 7,
    });
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
