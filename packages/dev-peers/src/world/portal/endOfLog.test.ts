import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOfLog } from './endOfLog';

describe('endOfLog', () => {
  it('tells the last lines, in which a process says why it ended', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-end-of-log-'));
    const file = join(folder, 'backend.log');
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    try {
      expect(endOfLog(file).split('\n')).toEqual(lines.slice(-8));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says that there is no log instead of hiding the failure that asks for it', () => {
    expect(endOfLog(join(tmpdir(), 'keyturn-no-such.log'))).toMatch(
      /cannot be read: ENOENT/,
    );
  });
});
