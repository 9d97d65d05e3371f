import {
  MisconfiguredError,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretLook } from './client/SecretReads';

const WHAT =
  'The secret is scheduled for deletion, so AWS lets nobody read or change it';
const FIX =
  'Take that back with aws secretsmanager restore-secret, then recheck';

/** What preflight says of a secret that is scheduled for deletion. */
export const SCHEDULED_FOR_DELETION: PreflightCheck = {
  code: 'aws.deletion',
  ok: false,
  message: WHAT,
  fix: FIX,
};

/**
 * Says what is the matter, before a comparison finds no current version and takes that for somebody's change.
 * @throws MisconfiguredError when the secret is scheduled for deletion
 */
export function refuseDeletion(look: SecretLook | undefined): void {
  if (look?.isScheduledForDeletion) {
    throw new MisconfiguredError(WHAT, FIX);
  }
}
