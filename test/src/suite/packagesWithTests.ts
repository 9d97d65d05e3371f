import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['packages', 'plugins'];

/** The names of all packages of the checkout that have test files: each of them must report. */
export function packagesWithTests(checkout: string): string[] {
  const folders = FOLDERS.flatMap(folder =>
    readdirSync(join(checkout, folder)).map(name => join(folder, name)),
  ).concat('test');
  return folders
    .map(folder => join(checkout, folder))
    .filter(hasTests)
    .map(folder => {
      const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
      return String(JSON.parse(manifest).name);
    });
}

function hasTests(folder: string): boolean {
  return readdirSync(join(folder, 'src'), { recursive: true }).some(file =>
    /\.test\.tsx?$/.test(String(file)),
  );
}
