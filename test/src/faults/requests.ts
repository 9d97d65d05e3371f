import type { RequestMatch } from '@keyturn/dev-peers';

/** The commit of the next change that lets a login in, or shuts it out. */
export function commitOf(turn: 'LOGIN' | 'NOLOGIN'): RequestMatch {
  const change = new RegExp(`ALTER ROLE "[^"]+" ${turn} `);
  let hasBegun = false;
  return request => {
    const text = request.toString('latin1');
    hasBegun ||= change.test(text);
    return hasBegun && text.includes('COMMIT');
  };
}

/** The query of a fresh login by which a value is tried. */
export const isProbe: RequestMatch = request =>
  request.includes('select 1 from orders');

/** The write of a version that services read. */
export const isNewVersion: RequestMatch = request =>
  /^(POST|PUT) \/v1\/secret\/data\/payments\//.test(request.toString('latin1'));

/** The end of old versions. */
export const isDestruction: RequestMatch = request =>
  /^(POST|PUT) \/v1\/secret\/destroy\/payments\//.test(
    request.toString('latin1'),
  );
