import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What was looked at: what is said if it is so, if it is not, and what to do then. */
export interface Finding {
  readonly code: string;
  readonly ok: boolean;
  readonly is: string;
  readonly isNot: string;
  readonly fix: string;
}

/** A finding as preflight tells it. */
export function check({ code, ok, is, isNot, fix }: Finding): PreflightCheck {
  return ok ? { code, ok, message: is } : { code, ok, message: isNot, fix };
}
