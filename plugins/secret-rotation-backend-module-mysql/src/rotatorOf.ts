import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { DualPasswordRotator } from './DualPasswordRotator';
import type { LoginRotatorOptions } from './LoginRotator';
import type { MysqlRotatorSettings } from './settings';

/** The rotator of an entry's strategy. */
export function rotatorOf(
  settings: MysqlRotatorSettings,
  options?: LoginRotatorOptions,
): AlternatingUsersRotator | DualPasswordRotator {
  return settings.strategy === 'dual-password'
    ? new DualPasswordRotator(settings, options)
    : new AlternatingUsersRotator(settings, options);
}
