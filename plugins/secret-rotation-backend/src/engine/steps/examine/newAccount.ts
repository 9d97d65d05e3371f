import type {
  PreflightCheck,
  RunAccounts,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ExamineContext } from './Examination';

/** Somebody who uses the account that is about to get a new password would be cut off. */
export async function checkNewAccount(
  context: ExamineContext,
  accounts: RunAccounts,
): Promise<PreflightCheck> {
  const code = 'new-account-unused';
  if (
    context.rotator.usage !== 'per-credential' ||
    accounts.old === accounts.new
  ) {
    return {
      code,
      ok: true,
      message: 'The target does not tell who uses the new account',
    };
  }
  const sessions = await context.read('rotator.sessions', effect =>
    context.rotator.sessions(
      { options: context.options, account: accounts.new },
      effect,
    ),
  );
  return sessions.length === 0
    ? { code, ok: true, message: `Nobody is logged in as ${accounts.new}` }
    : {
        code,
        ok: false,
        message: `${sessions.length} sessions are logged in as ${accounts.new}, which is to get a new password`,
        fix: `Find out who uses ${accounts.new} besides the store's current version, and end these sessions`,
      };
}
