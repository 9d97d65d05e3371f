import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { assignee, instructions, link } from '../taskShapes';
import type { ProbeSettings } from './HttpProbe';
import { probeEntry, PROBE_FIXES, readProbe } from './probeSettings';

/** One task as the operator wrote it. @internal */
export interface TaskText {
  readonly title: string;
  readonly instructions: string;
  /** `{path}` and `{name}` stand for those of the secret. */
  readonly command?: string;
  /** As `command`. */
  readonly link?: string;
}

/** A checked entry of kind `manual`. @internal */
export interface ManualSettings {
  readonly overlap: 'dual' | 'single';
  /** Entity ref of who is asked; absent for the secret's owner. */
  readonly assignee?: string;
  /** The field that people write; absent for a value without fields. */
  readonly field?: string;
  /** How the other side is asked what it accepts; absent where nobody can be asked. */
  readonly probe?: ProbeSettings;
  readonly tasks: { readonly activate: TaskText; readonly revoke: TaskText };
}

const task = z.strictObject({
  title: z.string().trim().min(1).max(300),
  instructions,
  command: z.string().trim().min(1).max(1000).optional(),
  link,
});

const entry = z.object({
  overlap: z.enum(['dual', 'single']),
  assignee,
  field: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/)
    .optional(),
  ...probeEntry,
  tasks: z.strictObject({ activate: task, revoke: task }),
});

const FIXES: Record<string, string> = {
  ...PROBE_FIXES,
  overlap:
    'Write dual if the target accepts the old value until somebody takes it away, else single',
  assignee: 'Write an entity ref, for example user:default/ana',
  field: 'Write the name of the field that people write, or remove the key',
  tasks: 'Give activate and revoke, each with title and instructions',
  'tasks.activate.link':
    'Write an http or https address whose host is literal, without user and password',
  'tasks.revoke.link':
    'Write an http or https address whose host is literal, without user and password',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readManualSettings(settings: AdapterSettings): ManualSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const given = readSettings(entry, settings.config.get(), key, FIXES);
  return {
    overlap: given.overlap,
    assignee: given.assignee,
    field: given.field,
    probe: readProbe(given, settings.config, key),
    tasks: given.tasks,
  };
}
