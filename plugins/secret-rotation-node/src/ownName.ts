import { accountName, type AccountName } from './contracts';
import { MisconfiguredError } from './errors';
import { z } from 'zod';

/** `spec.rotation.options` of a secret that nobody but its users knows. @public */
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
 * @public
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

/** The one account that such a secret acts on. @public */
export function accountOfName({ name }: OwnName): AccountName {
  return accountName(name);
}
