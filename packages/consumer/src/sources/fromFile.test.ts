import {
  mkdtemp,
  open,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../__testUtils__/until';
import { fromFile } from './fromFile';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-file-'));
  file = join(folder, 'login.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('takes each key of a JSON object as a field, and its version as the id', async () => {
  await writeFile(file, '{"version": 42, "username": "a", "password": "b"}');
  const content = await fromFile(file).read();
  expect(content.version).toBe('42');
  expect(content.names).toEqual(['username', 'password']);
});

it('takes a text without the line end that an editor adds', async () => {
  const source = fromFile(file, { format: 'text' });
  await writeFile(file, 'the value \n');
  expect((await source.read()).field('value')).toBe('the value ');
  await writeFile(file, 'two\n\n');
  expect((await source.read()).field('value')).toBe('two\n');
});

it.each([
  ['nothing', ''],
  ['half of it', '{"password": "the-va'],
  ['a list', '["the-value"]'],
  ['a number', '{"password": 1}'],
  ['an empty field', '{"password": ""}'],
  ['a version with spaces', '{"password": "the-value", "version": "4 2"}'],
])('refuses %s without quoting it', async (_what, text) => {
  await writeFile(file, text);
  const refusal = fromFile(file).read();
  await expect(refusal).rejects.toMatchObject({ code: 'SECRET_UNUSABLE' });
  await expect(refusal).rejects.not.toThrow(/the-va/);
});

it('refuses what is too large to be a secret, and what is no file', async () => {
  await writeFile(file, '');
  await truncate(file, 1024 * 1024 + 1);
  await expect(fromFile(file).read()).rejects.toThrow('at most 1 MiB');
  await expect(fromFile(folder).read()).rejects.toThrow('at most 1 MiB');
});

it('never takes a file that is being written', async () => {
  const whole = (fill: string) =>
    JSON.stringify({ password: fill.repeat(50_000) });
  await writeFile(file, whole('a'));
  const source = fromFile(file);
  let isWriting = true;
  const writing = (async () => {
    for (let round = 0; round < 60; round += 1) {
      const handle = await open(file, 'w');
      const text = whole(round % 2 ? 'a' : 'b');
      for (let at = 0; at < text.length; at += 10_000) {
        await handle.write(text.slice(at, at + 10_000));
      }
      await handle.close();
    }
    isWriting = false;
  })();
  const taken = new Set<string>();
  while (isWriting) {
    await source.read().then(
      content => taken.add(content.field('password')),
      error => expect(error.code).toBe('SECRET_UNUSABLE'),
    );
  }
  await writing;
  for (const password of taken) {
    expect(['a', 'b'].map(fill => fill.repeat(50_000))).toContain(password);
  }
  expect((await source.read()).field('password')).toBe('a'.repeat(50_000));
});

it.each([
  ['written in place', (text: string) => writeFile(file, text)],
  [
    'replaced by a rename, as editors do',
    async (text: string) => {
      await writeFile(`${file}~`, text);
      await rename(`${file}~`, file);
    },
  ],
])('is seen when it is %s, time after time', async (_how, write) => {
  await write('{"password": "0"}');
  const source = fromFile(file, { pollMs: 60_000 });
  let changes = 0;
  const stop = source.watch?.(() => {
    changes += 1;
  });
  const isSeen = () => changes > 0;
  for (let round = 1; round <= 3; round += 1) {
    changes = 0;
    await write(`{"password": "${round}"}`);
    await until('it is seen', isSeen);
    expect((await source.read()).field('password')).toBe(String(round));
  }
  stop?.();
  const last = changes;
  await write('{"password": "4"}');
  expect(changes).toBe(last);
});
