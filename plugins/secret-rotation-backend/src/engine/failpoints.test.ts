import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failpointsFromEnvironment, NO_FAILPOINTS } from './failpoints';

describe('failpoints', () => {
  let kill: jest.SpiedFunction<typeof process.kill>;
  let folder: string;

  beforeEach(() => {
    kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    folder = mkdtempSync(join(tmpdir(), 'keyturn-failpoints-'));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** The places, of those passed in this order, at which the process is killed. */
  function killedAt(
    env: Partial<NodeJS.ProcessEnv>,
    passed: ReadonlyArray<[at: string, place: string]>,
  ): number[] {
    const failpoints = failpointsFromEnvironment(env as NodeJS.ProcessEnv);
    return passed.flatMap(([at, place], index) => {
      kill.mockClear();
      failpoints.hit(place, at);
      return kill.mock.calls.length > 0 ? [index] : [];
    });
  }

  const PASSED: Array<[string, string]> = [
    ['forward.activate', 'before:commit'],
    ['forward.activate', 'after:step:activate'],
    ['forward.promote', 'before:commit'],
    ['rollback.promote', 'before:commit'],
    ['rollback.promote', 'before:commit'],
  ];

  it('kill this process by the signal that nothing can catch', () => {
    killedAt({ KEYTURN_FAILPOINT: 'before:commit' }, PASSED.slice(0, 1));
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  });

  it('stop this process instead, once for each time that they are armed, and nobody else', () => {
    const armed = join(folder, 'armed');
    const failpoints = failpointsFromEnvironment({
      KEYTURN_FAILPOINT_DIR: folder,
      KEYTURN_FAILPOINT_ACTION: 'stop',
      NODE_ENV: 'test',
    });
    for (const times of [1, 2]) {
      writeFileSync(armed, 'before:commit');
      for (const [at, place] of PASSED) failpoints.hit(place, at);
      expect(existsSync(armed)).toBe(false);
      expect(kill).toHaveBeenCalledTimes(times);
    }
    expect(kill).toHaveBeenLastCalledWith(process.pid, 'SIGSTOP');
  });

  it.each([
    ['after:step:activate', [1]],
    ['before:commit', [0]],
    ['before:commit#3', [3]],
    ['forward.promote/before:commit', [2]],
    ['rollback.promote/before:commit#2', [4]],
    ['forward.promote', []],
    ['rollback.promote/after:commit', []],
  ])('take %s as the name of a place', (name, expected) => {
    expect(killedAt({ KEYTURN_FAILPOINT: name }, PASSED)).toEqual(expected);
  });

  it('can be armed and disarmed in a running process, and write down every place that is passed', () => {
    const failpoints = failpointsFromEnvironment({
      KEYTURN_FAILPOINT_DIR: folder,
      NODE_ENV: 'test',
    });
    const pass = () => {
      kill.mockClear();
      failpoints.hit('after:commit', 'forward.revoke');
      return kill.mock.calls.length;
    };
    const armed = join(folder, 'armed');
    expect(pass()).toBe(0);
    writeFileSync(armed, 'forward.revoke/after:commit\n');
    expect(pass()).toBe(1);
    writeFileSync(armed, '');
    expect(pass()).toBe(0);
    rmSync(armed);
    expect(pass()).toBe(0);
    expect(readFileSync(join(folder, 'hits'), 'utf8')).toBe(
      'forward.revoke/after:commit\n'.repeat(4),
    );
  });

  it('have no effect in production, and cost nothing when none is named', () => {
    const production = {
      KEYTURN_FAILPOINT: 'before:commit',
      KEYTURN_FAILPOINT_DIR: folder,
      NODE_ENV: 'production',
    } as const;
    expect(failpointsFromEnvironment(production)).toBe(NO_FAILPOINTS);
    expect(failpointsFromEnvironment({ NODE_ENV: 'development' })).toBe(
      NO_FAILPOINTS,
    );
  });
});
