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
  if (means.by === 'keyturn') {
    return {
      code,
      ok: false,
      message: 'The target accepts only one value at a time',
      fix: 'Use a rotator with two slots. A single-slot rotation needs consent, which this version cannot give yet',
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
        fix: 'Let the secrets manager alternate two logins, or set interruption: accept in a policy for such secrets',
      };
}
