import { findProgram } from '@keyturn/dev-peers';

/**
 * The Chromium of this machine: the file in `KEYTURN_CHROMIUM`, or a program on the PATH.
 * @throws Error when `KEYTURN_CHROMIUM` names no program: a wrong setting must not pass as a missing peer
 */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  return findProgram(
    {
      variable: 'KEYTURN_CHROMIUM',
      names: [
        'chromium',
        'chromium-browser',
        'google-chrome-stable',
        'google-chrome',
      ],
    },
    env,
  );
}
