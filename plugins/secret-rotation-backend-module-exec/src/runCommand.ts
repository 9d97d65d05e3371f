import { spawn } from 'node:child_process';

/** No answer of a command comes near this size. */
const MAX_OUTPUT_BYTES = 64 * 1024;

/** A program and its arguments, as the system gets them. No shell reads them. @internal */
export interface Command {
  /** An absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** What came of one command. Its error output is read by nobody. @internal */
export type CommandResult =
  | { readonly kind: 'exited'; readonly code: number; readonly output: string }
  /** It was killed: its time was over, or it died of a signal. What it did is not known. */
  | { readonly kind: 'killed' }
  /** It printed more than an answer can be, and was killed. */
  | { readonly kind: 'too-long' }
  /** There is no such program, or it may not be run. */
  | { readonly kind: 'not-started' };

/**
 * Runs a command to its end. Everything that it started is in one process group, and none of it outlives this call:
 * not at the end of the time, and not when the command itself has ended.
 * @internal
 */
export async function runCommand(
  { program, args, env }: Command,
  limit: { timeoutMs: number; signal: AbortSignal },
): Promise<CommandResult> {
  const ends = AbortSignal.any([
    limit.signal,
    AbortSignal.timeout(limit.timeoutMs),
  ]);
  if (ends.aborted) return { kind: 'killed' };
  return new Promise(done => {
    const child = spawn(program, args, {
      cwd: '/',
      env,
      detached: true,
      shell: false,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let isOver = false;
    const finish = (result: CommandResult) => {
      if (isOver) return;
      isOver = true;
      ends.onabort = null;
      // The id of a group that ended can be another's by now.
      if (child.exitCode === null && child.signalCode === null)
        killGroup(child.pid);
      // A process that left the group may still hold the other end.
      child.stdout.destroy();
      done(result);
    };

    ends.onabort = () => finish({ kind: 'killed' });
    child.once('error', () => finish({ kind: 'not-started' }));
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT_BYTES) finish({ kind: 'too-long' });
      chunks.push(chunk);
    });
    child.once('exit', () => killGroup(child.pid));
    child.once('close', code => {
      const output = Buffer.concat(chunks).toString('utf8');
      finish(
        code === null ? { kind: 'killed' } : { kind: 'exited', code, output },
      );
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left, which is what was wanted.
  }
}
