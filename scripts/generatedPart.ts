import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of a page in `docs` that a program writes between two markers. */
export interface GeneratedPart {
  /** For example `docs/architecture.md`. */
  readonly page: string;
  /** The script of package.json that makes it, for example `print:workflow`. */
  readonly script: string;
  readonly text: string;
}

const ROOT = join(__dirname, '..');
const END = '<!-- end -->';

/**
 * Without an option prints the part. `--write` puts it into its page, `--check` fails when the one there is stale.
 */
export function deliver(part: GeneratedPart, option: string | undefined): void {
  if (option !== '--write' && option !== '--check') {
    process.stdout.write(part.text);
    return;
  }
  const path = join(ROOT, part.page);
  const page = readFileSync(path, 'utf8');
  const fresh = replaced(page, part);
  if (option === '--write') writeFileSync(path, fresh);
  else if (fresh !== page) {
    process.stderr.write(
      `${part.page} is stale: run npm run ${part.script} -- --write\n`,
    );
    process.exitCode = 1;
  }
}

function replaced(page: string, part: GeneratedPart): string {
  const begin = `<!-- begin: npm run ${part.script} -- --write -->`;
  const from = page.indexOf(begin) + begin.length;
  const to = page.indexOf(END, from);
  if (!page.includes(begin) || to < 0)
    throw new Error(`${part.page} has lost its markers`);
  return `${page.slice(0, from)}\n\n${part.text}\n${page.slice(to)}`;
}
