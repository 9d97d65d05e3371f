import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { askingForValue, PRINT_VALUE, shellWord } from './commandLine';

jest.setTimeout(60_000);

const WRITE = askingForValue(`${PRINT_VALUE} | od -An -tx1 -v`);

/** What a person gets who types a text into the command. */
async function written(typed: string): Promise<Buffer | undefined> {
  const run = promisify(execFile)('/bin/sh', ['-c', WRITE]);
  run.child.stdin?.end(typed);
  const { stdout } = await run.catch(() => ({ stdout: '' }));
  const hex = stdout.replaceAll(/\s/g, '');
  return hex ? Buffer.from(hex, 'hex') : undefined;
}

describe('a command that asks for a value', () => {
  it('hands on exactly what was typed, without the end of the line', async () => {
    for (const value of ['s3cret', ' a b ', `'"$(id)\`\\n%s{}`, 'ü€😀', '-n']) {
      expect((await written(`${value}\n`))?.toString()).toBe(value);
    }
    expect((await written('no line end'))?.toString()).toBe('no line end');
  });

  it.each([
    ['nothing', '\n'],
    ['no line', ''],
    ['several lines, of which the others would be commands', 'a\nb\nc\n'],
  ])('writes nothing when it is given %s', async (_, typed) => {
    expect(await written(typed)).toBeUndefined();
  });
});

describe('a word of a command line', () => {
  it('is one word to a shell, whatever a catalog file says', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter(it => !it.includes('\0'));
    fc.assert(
      fc.property(text, word => {
        const command = `printf %s ${shellWord(word)}`;
        const printed = execFileSync('/bin/sh', ['-c', command]);
        expect(printed.equals(Buffer.from(word))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
