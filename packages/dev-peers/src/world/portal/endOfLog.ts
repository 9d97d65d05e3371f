import { readFileSync } from 'node:fs';

const LINES = 8;

/**
 * What a log ends with, or why that cannot be read: for a message that outlives the log's folder.
 * @internal
 */
export function endOfLog(file: string): string {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(-LINES)
      .join('\n');
  } catch (error) {
    return `(${file} cannot be read: ${(error as NodeJS.ErrnoException).code})`;
  }
}
