import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { ManagementApi } from '../ManagementApi';

const whoamiShape = z.object({
  tags: z.union([z.string(), z.array(z.string())]),
});

const OWN_LOGIN: PreflightCheck = {
  code: 'rabbitmq.own-login',
  ok: false,
  message: "The administrator's own login is one of the secret's",
  fix: 'Let another administrator, in a rotator entry of its own, rotate these users',
};

/** Looks whether the administrator may do all of a rotation: RabbitMQ has one tag for that. */
export async function checkAdministrator(
  api: ManagementApi,
  users: readonly string[],
  signal: AbortSignal,
): Promise<PreflightCheck[]> {
  const { success, data } = whoamiShape.safeParse(
    await api.get(['whoami'], signal),
  );
  const tags = success ? [data.tags].flat().join(',').split(',') : [];
  const code = 'rabbitmq.admin-tag';
  return [
    {
      code: 'rabbitmq.admin-login',
      ok: true,
      message: 'The administrator can log in',
    },
    tags.includes('administrator')
      ? { code, ok: true, message: 'The administrator may change users' }
      : {
          code,
          ok: false,
          message: 'The administrator lacks the tag administrator',
          fix: `rabbitmqctl set_user_tags ${quoted(api.user)} administrator`,
        },
    ...(users.includes(api.user) ? [OWN_LOGIN] : []),
  ];
}

/** As a shell reads it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
