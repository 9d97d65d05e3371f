import {
  checkRefusal,
  UnavailableError,
  type EffectContext,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AccessKey } from './accessKeyFields';
import type { AccessKeys, ListedKey } from './client/AccessKeys';
import type { CallerIdentity } from './client/CallerIdentity';

/** The id of a key that never was: AWS checks the right first, and then finds nothing to change. */
const NO_KEY = 'AKIAKEYTURNPREFLIGHT';

/** What preflight looks at. @internal */
export interface AccessKeyInspection {
  readonly user: string;
  /** Absent on the first version. */
  readonly current?: AccessKey;
  readonly keys: AccessKeys;
  readonly identity: CallerIdentity;
}

/**
 * Looks, without writing, whether AWS would let an access key be replaced.
 * @throws UnavailableError when AWS cannot be asked now
 * @internal
 */
export async function inspectAccessKeys(
  { user, current, keys, identity }: AccessKeyInspection,
  context: EffectContext,
): Promise<PreflightCheck[]> {
  const checks: PreflightCheck[] = [];
  let listed: ListedKey[] = [];
  checks.push(
    await checkRight('aws-iam.ListAccessKeys', async () => {
      listed = await keys.list(user, context);
    }),
  );
  if (!checks[0].ok) return checks;
  checks.push(
    await checkRight('aws-iam.UpdateAccessKey', () =>
      keys.disable(user, NO_KEY, context),
    ),
    await checkRight('aws-iam.DeleteAccessKey', () =>
      keys.remove(user, NO_KEY, context),
    ),
  );
  const [any] = listed;
  if (any) {
    checks.push(
      await checkRight('aws-iam.GetAccessKeyLastUsed', () =>
        keys.lastUsed(user, any.id, context),
      ),
    );
  }
  if (current) {
    const answers = await identity.probe(current, context);
    if (!answers.includes('rejected') && answers.includes('unknown')) {
      throw new UnavailableError(
        'Whether AWS accepts the current key cannot be told now',
      );
    }
    checks.push(
      checkCurrent(listed, current, user, !answers.includes('rejected')),
    );
  }
  checks.push(checkRoom(listed, current, user));
  return checks;
}

function checkRight(
  code: string,
  ask: () => Promise<unknown>,
): Promise<PreflightCheck> {
  return checkRefusal(code, async () => {
    await ask();
    return `The credential of the rotator has ${code.replace(
      'aws-iam.',
      'iam:',
    )}`;
  });
}

function checkCurrent(
  listed: readonly ListedKey[],
  current: AccessKey,
  user: string,
  isAccepted: boolean,
): PreflightCheck {
  const code = 'aws-iam.current';
  if (!listed.some(({ id }) => id === current.id)) {
    return {
      code,
      ok: false,
      message: `The current key is none of the IAM user ${user}`,
      fix: 'Correct the user in spec.rotation.options, or the id of the key in the store',
    };
  }
  return isAccepted
    ? { code, ok: true, message: 'AWS accepts the current key' }
    : {
        code,
        ok: false,
        message: 'AWS refuses the current key',
        fix: 'Activate the key, put one that works into the store, or start a repair',
      };
}

function checkRoom(
  listed: readonly ListedKey[],
  current: AccessKey | undefined,
  user: string,
): PreflightCheck {
  const code = 'aws-iam.room';
  const others = listed.filter(({ id }) => id !== current?.id);
  const room = current ? 0 : 1;
  return others.length <= room
    ? {
        code,
        ok: true,
        message: `There is room for another key of ${user}; whether the credential has iam:CreateAccessKey shows when it makes one`,
      }
    : {
        code,
        ok: false,
        message: `The IAM user ${user} has a key that is not in the store, and AWS allows two in all`,
        fix: 'Find out who uses that key. Give them a user of their own, or delete it with aws iam delete-access-key',
      };
}
