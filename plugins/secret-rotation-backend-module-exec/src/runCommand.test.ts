import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilEnded } from './__testUtils__/untilEnded';
import { untilWritten } from './__testUtils__/untilWritten';
import { runCommand } from './runCommand';

jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-command-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sh = (script: string, ...args: string[]) => ({
  program: '/bin/sh',
  args: ['-c', script, 'sh', ...args],
  env: { PATH: '/usr/bin:/bin' },
});
const patient = () => ({
  timeoutMs: 60_000,
  signal: new AbortController().signal,
});

it('gives the exit code and what was printed, and reads no error output', async () => {
  expect(
    await runCommand(sh('echo out; echo a-secret >&2; exit 7'), patient()),
  ).toEqual({ kind: 'exited', code: 7, output: 'out\n' });
});

it('gives a command its own environment alone', async () => {
  process.env.KEYTURN_TEST_CREDENTIAL = 'a-credential-of-the-portal';
  const env = { KEYTURN_VERSION: '42' };
  const result = await runCommand(
    { program: '/usr/bin/env', args: [], env },
    patient(),
  );
  delete process.env.KEYTURN_TEST_CREDENTIAL;
  expect(result).toEqual({
    kind: 'exited',
    code: 0,
    output: 'KEYTURN_VERSION=42\n',
  });
});

it('gives arguments as they are: no shell reads them', async () => {
  const hostile = '$(echo no); `echo no` "\' * \\ ';
  expect(await runCommand(sh('printf %s "$1"', hostile), patient())).toEqual({
    kind: 'exited',
    code: 0,
    output: hostile,
  });
});

it('has nothing to read from', async () => {
  expect(await runCommand(sh('cat'), patient())).toMatchObject({ output: '' });
});

const BEGUN = 'sleep 3600 & echo $! >"$1"; ';

it.each([
  [
    'when its effect is over',
    async (file: string) => {
      const effect = new AbortController();
      const limit = { timeoutMs: 60_000, signal: effect.signal };
      const run = runCommand(sh(`${BEGUN}wait`, file), limit);
      await untilWritten(file);
      effect.abort();
      return run;
    },
    { kind: 'killed' },
  ],
  [
    'when it prints without end',
    (file: string) => runCommand(sh(`${BEGUN}exec yes`, file), patient()),
    { kind: 'too-long' },
  ],
  [
    'when it ended itself',
    (file: string) => runCommand(sh(`${BEGUN}exit 0`, file), patient()),
    { kind: 'exited', code: 0, output: '' },
  ],
])('leaves no process behind %s', async (_when, run, result) => {
  const file = join(folder, 'pid');
  expect(await run(file)).toEqual(result);
  await untilEnded(Number(await untilWritten(file)));
});

it('ends what ignores its signals when its time is over', async () => {
  expect(
    await runCommand(sh('trap "" TERM INT HUP; sleep 3600'), {
      ...patient(),
      timeoutMs: 100,
    }),
  ).toEqual({ kind: 'killed' });
});

it('says that a command died of a signal', async () => {
  expect(await runCommand(sh('kill -9 $$'), patient())).toEqual({
    kind: 'killed',
  });
});

it.each(['/no/such/program', tmpdir()])(
  'says that %s cannot be started',
  async program => {
    expect(await runCommand({ program, args: [], env: {} }, patient())).toEqual(
      {
        kind: 'not-started',
      },
    );
  },
);

it('starts nothing when its effect is over already', async () => {
  const file = join(folder, 'begun');
  const signal = AbortSignal.abort();
  expect(
    await runCommand(sh('echo >"$1"', file), { timeoutMs: 60_000, signal }),
  ).toEqual({ kind: 'killed' });
  await runCommand(sh('exit 0'), patient());
  expect(await runCommand(sh('test -e "$1"', file), patient())).toMatchObject({
    code: 1,
  });
});
