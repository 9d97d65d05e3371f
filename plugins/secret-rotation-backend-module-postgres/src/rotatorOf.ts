import { AlternatingUsersRotator } from './AlternatingUsersRotator';
import { DelegatedLoginRotator } from './DelegatedLoginRotator';
import type {
  DelegatedRotatorSettings,
  PostgresRotatorSettings,
} from './settings';
import { SingleUserRotator } from './SingleUserRotator';

/** The rotator of an entry's strategy. */
export function rotatorOf(
  settings: PostgresRotatorSettings | DelegatedRotatorSettings,
): AlternatingUsersRotator | SingleUserRotator | DelegatedLoginRotator {
  switch (settings.strategy) {
    case 'delegated':
      return new DelegatedLoginRotator(settings);
    case 'single-user':
      return new SingleUserRotator(settings);
    default:
      return new AlternatingUsersRotator(settings);
  }
}
