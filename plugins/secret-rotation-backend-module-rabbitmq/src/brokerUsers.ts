import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { ManagementApi } from './ManagementApi';
import type { PasswordHash } from './passwordHash';

const userShape = z.object({
  password_hash: z.string().default(''),
  hashing_algorithm: z.string().default(''),
  // Before 3.9 it was one text.
  tags: z.union([z.string(), z.array(z.string())]).default(''),
});

/** A user as RabbitMQ keeps it. */
export interface BrokerUser extends PasswordHash {
  /** Sorted. */
  readonly tags: readonly string[];
}

/** Asks for a user; undefined when there is none. */
export async function readUser(
  api: ManagementApi,
  name: string,
  signal: AbortSignal,
): Promise<BrokerUser | undefined> {
  const found = await api.get(['users', name], signal);
  if (found === undefined) return undefined;
  const { success, data } = userShape.safeParse(found);
  if (!success) {
    throw new UnavailableError('RabbitMQ did not answer in its own form');
  }
  const tags = typeof data.tags === 'string' ? data.tags.split(',') : data.tags;
  return { ...data, tags: tags.filter(Boolean).sort() };
}

/**
 * Asks for a user that must be there.
 * @throws MisconfiguredError when there is none
 */
export async function expectUser(
  api: ManagementApi,
  name: string,
  signal: AbortSignal,
): Promise<BrokerUser> {
  const user = await readUser(api, name, signal);
  if (!user) {
    throw new MisconfiguredError(
      `The user ${name} does not exist`,
      'Make it with the permissions of the other user',
    );
  }
  return user;
}

/** Replaces a user's password; its tags stay. */
export async function writePassword(
  api: ManagementApi,
  name: string,
  { tags }: BrokerUser,
  hash: PasswordHash,
  signal: AbortSignal,
): Promise<void> {
  await api.put(['users', name], { ...hash, tags: tags.join(',') }, signal);
}
