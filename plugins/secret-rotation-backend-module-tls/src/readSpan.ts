import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';

const SHORTEST_MS = 60_000;

/**
 * A span of time in ms, `undefined` where the entry does not say it.
 * @param key - where the entry stands in app-config
 * @throws MisconfiguredError when it is none, or shorter than a minute
 */
export function readSpan(
  config: Config,
  at: string,
  key: string,
): number | undefined {
  if (!config.has(at)) return undefined;
  const span = spanIn(config, at);
  if (span === undefined || span < SHORTEST_MS) {
    throw new MisconfiguredError(
      `${key}.${at} is not a time of a minute or more`,
      'Write for example { days: 90 } or P90D',
    );
  }
  return span;
}

function spanIn(config: Config, key: string): number | undefined {
  try {
    return durationToMilliseconds(readDurationFromConfig(config, { key }));
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
