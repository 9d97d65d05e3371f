import {
  accountName,
  MisconfiguredError,
  type AccountName,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret that nobody but its users knows. @internal */
export interface OwnName {
  /** What the secret is called, unique among those of the rotator: the key for its allow-list. */
  readonly name: string;
}

const schema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
});

/**
 * Checks `spec.rotation.options`.
 * @throws MisconfiguredError that names the key and the fix
 */
export function parseOwnName(options: unknown): OwnName {
  const read = schema.safeParse(options);
  if (read.success) return read.data;
  const [key] = read.error.issues[0].path.map(String);
  throw new MisconfiguredError(
    `${key === undefined ? 'options' : `options.${key}`} is not usable`,
    'Write options: { name: … } with letters, digits, dots, hyphens and underscores',
  );
}

/** The one account that such a secret acts on. */
export function accountOf({ name }: OwnName): AccountName {
  return accountName(name);
}
