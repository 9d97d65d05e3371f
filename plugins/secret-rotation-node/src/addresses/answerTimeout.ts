import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { MisconfiguredError } from '../errors';

const DEFAULT_MS = 5_000;

/**
 * Reads the key `timeout` of an entry of `secretRotation.consumers`: how long one instance may take for its answer, in
 * ms. Default: 5 seconds.
 * @param key - where the entry stands in app-config
 * @throws MisconfiguredError that names the key and the fix
 * @public
 */
export function readAnswerTimeout(config: Config, key: string): number {
  if (!config.has('timeout')) {
    return DEFAULT_MS;
  }
  const timeoutMs = readDuration(config);
  if (timeoutMs === undefined || timeoutMs < 100 || timeoutMs > 60_000) {
    throw new MisconfiguredError(
      `${key}.timeout is not a time between 0.1 and 60 seconds`,
      'Write for example { seconds: 5 } or PT5S',
    );
  }
  return timeoutMs;
}

function readDuration(config: Config): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(config, { key: 'timeout' }),
    );
  } catch {
    return undefined; // the caller says so with the key and the fix
  }
}
