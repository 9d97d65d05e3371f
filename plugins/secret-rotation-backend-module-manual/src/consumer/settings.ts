import {
  readSettings,
  type AdapterSettings,
  type ConsumerConfirmation,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { assignee, instructions, link } from '../taskShapes';

const entry = z.object({ instructions, link, assignee });

const FIXES: Record<string, string> = {
  instructions:
    'Say in at most 4000 characters how people make the consumer use another version',
  link: 'Write an http or https address without user and password',
  assignee: 'Write an entity ref, for example user:default/ana',
};

/**
 * Reads and checks one entry of `secretRotation.consumers`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readPeopleConsumerSettings(
  settings: AdapterSettings,
): ConsumerConfirmation {
  return readSettings(
    entry,
    settings.config.get(),
    `secretRotation.consumers.${settings.name}`,
    FIXES,
  );
}
