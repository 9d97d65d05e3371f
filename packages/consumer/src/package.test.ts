import { spawnSync } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as exported from './index';

const root = dirname(require.resolve('@keyturn/consumer/package.json'));
const LARGEST_KIB = 24;

describe('the package as it is published', () => {
  let folder: string;
  let size = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-consumer-'));
    const files = await readdir(join(root, 'src'), { recursive: true });
    for (const file of files.filter(
      name => name.endsWith('.ts') && !/\.test\.|__/.test(name),
    )) {
      const { outputText } = transpileModule(
        await readFile(join(root, 'src', file), 'utf8'),
        {
          compilerOptions: {
            module: ModuleKind.CommonJS,
            target: ScriptTarget.ES2022,
            removeComments: true,
          },
        },
      );
      size += outputText.length;
      const name =
        file === 'index.ts' ? 'index.cjs.js' : file.replace(/ts$/, 'js');
      const target = join(folder, 'dist', name);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, outputText);
    }
    await cp(join(root, 'index.mjs'), join(folder, 'index.mjs'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function namesBy(script: string): unknown {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  it('gives the same names, and the same classes, to import and to require', () => {
    const seen = namesBy(`
      import * as imported from './index.mjs';
      import { createRequire } from 'node:module';
      const required = createRequire(import.meta.url)('./dist/index.cjs.js');
      const names = Object.keys(imported).sort();
      console.log(JSON.stringify({ names, same: names.every(name => imported[name] === required[name]) }));
    `);
    expect(seen).toEqual({ names: Object.keys(exported).sort(), same: true });
  });

  it('has no dependencies and stays small', async () => {
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(join(root, 'package.json'), 'utf8'),
    );
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
    expect(size).toBeGreaterThan(1024);
    expect(size).toBeLessThan(LARGEST_KIB * 1024);
  });
});
