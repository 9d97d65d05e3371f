import {
  MisconfiguredError,
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
  const key = `secretRotation.consumers.${settings.name}`;
  const read = entry.safeParse(settings.config.get());
  if (read.success) return read.data;
  const wrong = String(read.error.issues[0]?.path[0] ?? '');
  throw new MisconfiguredError(
    `${key}.${wrong} is missing or not usable`,
    FIXES[wrong] ?? `Write ${key} as an object`,
  );
}
