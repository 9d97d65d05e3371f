import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { readUser } from '../brokerUsers';
import type { ManagementApi } from '../ManagementApi';

const permissionsShape = z.array(
  z.object({
    vhost: z.string(),
    configure: z.string(),
    write: z.string(),
    read: z.string(),
  }),
);
const topicPermissionsShape = z.array(
  z.object({
    vhost: z.string(),
    exchange: z.string(),
    write: z.string(),
    read: z.string(),
  }),
);
const limitsShape = z.array(
  z.object({ value: z.record(z.string(), z.number()) }),
);

/** What a user may do in one virtual host. */
export type Permission = z.infer<typeof permissionsShape>[number];
/** What a user may send and get through one topic exchange. */
export type TopicPermission = z.infer<typeof topicPermissionsShape>[number];

/** What two users that take turns must have in common. */
export interface UserFacts {
  readonly name: string;
  readonly tags: readonly string[];
  readonly permissions: readonly Permission[];
  readonly topicPermissions: readonly TopicPermission[];
  readonly limits: Readonly<Record<string, number>>;
}

/** Asks for what a user is and may do; undefined when there is none. */
export async function readUserFacts(
  api: ManagementApi,
  name: string,
  signal: AbortSignal,
): Promise<UserFacts | undefined> {
  const user = await readUser(api, name, signal);
  if (!user) return undefined;
  const ask = async <T>(shape: z.ZodType<T>, path: string[]): Promise<T> => {
    const { success, data } = shape.safeParse(await api.get(path, signal));
    if (success) return data;
    throw new UnavailableError('RabbitMQ did not answer in its own form');
  };
  const limits = await ask(limitsShape, ['user-limits', name]);
  return {
    name,
    tags: user.tags,
    permissions: await ask(permissionsShape, ['users', name, 'permissions']),
    topicPermissions: await ask(topicPermissionsShape, [
      'users',
      name,
      'topic-permissions',
    ]),
    limits: Object.assign({}, ...limits.map(({ value }) => value)),
  };
}
