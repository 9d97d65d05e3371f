import { spawn } from 'node:child_process';
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A command that a person pastes into a shell, and what they type when it asks. @public */
export interface TypedCommand {
  readonly command: string;
  /** Everything that comes after it, line ends included. */
  readonly typed: string;
  /**
   * The tools that the command finds, by name: the body of a shell script, which stands in for the tool or runs it. Each
   * call is noted before.
   */
  readonly tools: Readonly<Record<string, string>>;
  /** Besides the PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One call of a tool as the machine's list of processes shows it. @public */
export interface ToolCall {
  readonly tool: string;
  readonly args: readonly string[];
}

/** What came of it. @public */
export interface TypedOutcome {
  readonly exitCode: number | null;
  /** What the person sees: both streams. */
  readonly shown: string;
  readonly calls: readonly ToolCall[];
  /** What the tools wrote into the folder `$NOTES`, by file name. */
  readonly notes: Readonly<Record<string, string>>;
}

/** Runs a command as a person at a shell does, with tools that note how they are called. @public */
export async function typeIntoCommand({
  command,
  typed,
  tools,
  env = {},
}: TypedCommand): Promise<TypedOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-shell-'));
  const notes = await mkdtemp(join(tmpdir(), 'keyturn-notes-'));
  const calls = join(folder, 'calls');
  try {
    await writeFile(calls, '');
    for (const [name, body] of Object.entries(tools)) {
      const note = `{ printf %s ${name}; printf '\\t%s' "$@"; printf '\\n'; } >> "${calls}"`;
      await writeFile(join(folder, name), `#!/bin/sh\n${note}\n${body}\n`);
      await chmod(join(folder, name), 0o755);
    }
    const child = spawn('/bin/sh', ['-c', command], {
      env: {
        ...env,
        NOTES: notes,
        PATH: [folder, process.env.PATH].join(delimiter),
      },
    });
    child.stdin.on('error', () => undefined); // whoever refuses a value reads no further
    child.stdin.end(typed);
    const exited = new Promise<number | null>(resolve =>
      child.once('close', resolve),
    );
    const shown = await Promise.all([text(child.stdout), text(child.stderr)]);
    const exitCode = await exited;
    return {
      exitCode,
      shown: shown.join(''),
      calls: (await readFile(calls, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map(line => {
          const [tool, ...args] = line.split('\t');
          return { tool, args };
        }),
      notes: Object.fromEntries(
        await Promise.all(
          (
            await readdir(notes)
          ).map(async name => [
            name,
            await readFile(join(notes, name), 'utf8'),
          ]),
        ),
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(notes, { recursive: true, force: true });
  }
}
