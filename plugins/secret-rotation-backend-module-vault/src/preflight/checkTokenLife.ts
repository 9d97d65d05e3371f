import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether a token that nothing can replace outlasts a rotation.
 * @param endsAt - `undefined`: it is prolonged, replaced, or never ends
 */
export function checkTokenLife(
  endsAt: number | undefined,
  now: number,
): PreflightCheck {
  const code = 'vault.token-life';
  if (endsAt === undefined) {
    return { code, ok: true, message: 'The login to the store lasts' };
  }
  return endsAt - now < DAY_MS
    ? {
        code,
        ok: false,
        message:
          "The store's token ends within a day and cannot be renewed, so a rotation could outlast it",
        fix: 'Give a periodic token (bao token create -period=24h), a tokenFile that an agent keeps fresh, or another login in auth of the store',
      }
    : {
        code,
        ok: true,
        message: `The store's token ends on ${new Date(endsAt)
          .toISOString()
          .slice(0, 10)} and cannot be renewed`,
      };
}
