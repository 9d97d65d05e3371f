import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ExamineContext } from './Examination';

/** Without an overlap consumers fail between the change and their reload: somebody must have said yes to that. */
export function checkOverlap({
  rotator,
  means,
  policy,
}: ExamineContext): PreflightCheck {
  const code = 'overlap';
  if (rotator.overlap === 'dual') {
    return {
      code,
      ok: true,
      message: 'The target accepts old and new at once',
    };
  }
  return policy.acceptsInterruption
    ? {
        code,
        ok: true,
        message: `The target accepts one value at a time. Policy ${policy.name} accepts the interruption: from the change until a consumer has reloaded, its new logins fail`,
      }
    : {
        code,
        ok: false,
        message: `The target accepts one value at a time, so consumers fail from the change until they have reloaded, and policy ${policy.name} does not accept that`,
        fix: `${
          means.by === 'manager'
            ? 'Let the secrets manager alternate two logins'
            : 'Use a rotator with two slots'
        }, or set interruption: accept in a policy for such secrets`,
      };
}
