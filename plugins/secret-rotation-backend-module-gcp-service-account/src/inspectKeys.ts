import {
  checkRefusal,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
  type PreflightCheck,
  type ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ListedKey,
  ServiceAccountKeys,
} from './client/ServiceAccountKeys';

/** Google allows an account no more. @internal */
export const MOST_KEYS = 10;

/** What preflight looks at. @internal */
export interface KeyInspection {
  readonly account: string;
  readonly keys: ServiceAccountKeys;
  /** Absent on the first version. */
  readonly current?: { readonly id: string; probe(): Promise<ProbeAnswer> };
}

/**
 * Looks, without writing, whether Google would let a key be replaced.
 * @throws UnavailableError when Google cannot be asked now
 * @internal
 */
export async function inspectKeys(
  { account, keys, current }: KeyInspection,
  context: EffectContext,
): Promise<PreflightCheck[]> {
  let listed: ListedKey[] = [];
  const checks = [
    await checkRefusal('gcp-service-account.rights', async () => {
      const missing = await keys.missingRights(account, context);
      if (missing.length > 0) {
        throw new PermissionDeniedError(
          `The credential of the rotator lacks ${missing.join(
            ', ',
          )} on ${account}`,
          `Bind the role of the rotator's page on the service account ${account}`,
        );
      }
      listed = await keys.list(account, context);
      return 'The credential of the rotator has every right that it needs';
    }),
  ];
  if (!checks[0].ok) return checks;
  if (current) {
    const answer = await current.probe();
    if (answer === 'unknown') {
      throw new UnavailableError(
        'Whether Google accepts the current key cannot be told now',
      );
    }
    checks.push(
      await checkRefusal('gcp-service-account.current', async () => {
        if (!listed.some(({ id }) => id === current.id)) {
          throw new MisconfiguredError(
            `The current key is none of ${account}`,
            'Correct the account in spec.rotation.options, or the value in the store',
          );
        }
        if (answer === 'rejected') {
          throw new MisconfiguredError(
            'Google refuses the current key',
            'Enable the key, put one that works into the store, or start a repair',
          );
        }
        return 'Google accepts the current key';
      }),
    );
  }
  checks.push(
    await checkRefusal('gcp-service-account.room', async () => {
      if (listed.length >= MOST_KEYS) {
        throw new MisconfiguredError(
          `${account} has ${listed.length} keys, and Google allows ${MOST_KEYS}`,
          'Find out which key nobody uses and delete it',
        );
      }
      return `There is room for another key of ${account}`;
    }),
  );
  return checks;
}
