import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];

/**
 * The Chromium of this machine: the file in `KEYTURN_CHROMIUM`, or a program on the PATH.
 * @throws Error when `KEYTURN_CHROMIUM` names no program: a wrong setting must not pass as a missing peer
 */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  if (env.KEYTURN_CHROMIUM) {
    if (!isProgram(env.KEYTURN_CHROMIUM)) {
      throw new Error('KEYTURN_CHROMIUM names no program');
    }
    return env.KEYTURN_CHROMIUM;
  }
  return (env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => NAMES.map(name => join(folder, name)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or no program
  }
}
