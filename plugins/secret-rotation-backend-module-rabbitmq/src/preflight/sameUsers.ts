import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { quoted } from './administrator';
import type { Permission, TopicPermission, UserFacts } from './userFacts';

/**
 * Compares two users that take turns. What one may do and the other may not would break a consumer after the switch, so
 * each difference is a failed check with the commands that make `other` like `model`.
 */
export function compareUsers(
  model: UserFacts,
  other: UserFacts,
): PreflightCheck[] {
  const what = `${model.name} and ${other.name}`;
  const name = quoted(other.name);
  return [
    differs(
      'rabbitmq.same-tags',
      `${what} have the same tags`,
      model.tags.join() === other.tags.join()
        ? []
        : [`set_user_tags ${[name, ...model.tags.map(quoted)].join(' ')}`],
    ),
    differs(
      'rabbitmq.same-permissions',
      `${what} have the same permissions in the same virtual hosts`,
      changes<Permission>(model.permissions, other.permissions, {
        keyOf: ({ vhost }) => vhost,
        set: ({ vhost, configure, write, read }) =>
          `set_permissions -p ${quoted(vhost)} ${name} ${[
            configure,
            write,
            read,
          ]
            .map(quoted)
            .join(' ')}`,
        clear: ({ vhost }) => `clear_permissions -p ${quoted(vhost)} ${name}`,
      }),
    ),
    differs(
      'rabbitmq.same-topic-permissions',
      `${what} have the same permissions on topics`,
      changes<TopicPermission>(model.topicPermissions, other.topicPermissions, {
        keyOf: ({ vhost, exchange }) => JSON.stringify([vhost, exchange]),
        set: ({ vhost, exchange, write, read }) =>
          `set_topic_permissions -p ${quoted(vhost)} ${name} ${[
            exchange,
            write,
            read,
          ]
            .map(quoted)
            .join(' ')}`,
        clear: ({ vhost, exchange }) =>
          `clear_topic_permissions -p ${quoted(vhost)} ${name} ${quoted(
            exchange,
          )}`,
      }),
    ),
    differs(
      'rabbitmq.same-limits',
      `${what} have the same limits`,
      limitChanges(model, other, name),
    ),
  ];
}

function differs(
  code: string,
  claim: string,
  commands: readonly string[],
): PreflightCheck {
  return commands.length === 0
    ? { code, ok: true, message: claim }
    : {
        code,
        ok: false,
        message: `Not so: ${claim}`,
        fix: commands.map(command => `rabbitmqctl ${command}`).join('; '),
      };
}

function changes<T extends object>(
  wanted: readonly T[],
  existing: readonly T[],
  how: {
    keyOf(each: T): string;
    set(each: T): string;
    clear(each: T): string;
  },
): string[] {
  const byKey = (list: readonly T[]) =>
    new Map(list.map(each => [how.keyOf(each), each]));
  const [goal, now] = [byKey(wanted), byKey(existing)];
  const isSame = (one: T, other: T | undefined) =>
    JSON.stringify(one) === JSON.stringify(other);
  return [
    ...[...goal]
      .filter(([key, each]) => !isSame(each, now.get(key)))
      .map(([, each]) => how.set(each)),
    ...[...now]
      .filter(([key]) => !goal.has(key))
      .map(([, each]) => how.clear(each)),
  ];
}

function limitChanges(
  model: UserFacts,
  other: UserFacts,
  name: string,
): string[] {
  const entries = Object.entries(model.limits);
  return [
    ...entries
      .filter(([limit, value]) => other.limits[limit] !== value)
      .map(
        ([limit, value]) =>
          `set_user_limits ${name} ${quoted(
            JSON.stringify({ [limit]: value }),
          )}`,
      ),
    ...Object.keys(other.limits)
      .filter(limit => model.limits[limit] === undefined)
      .map(limit => `clear_user_limits ${name} ${quoted(limit)}`),
  ];
}
