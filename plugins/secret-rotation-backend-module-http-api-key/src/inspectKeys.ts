import {
  checkRefusal,
  UnavailableError,
  type PreflightCheck,
  type ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ProviderKey } from './provider/ProviderKey';

/** What preflight looks at. @internal */
export interface KeyInspection {
  readonly account: string;
  list(): Promise<ProviderKey[]>;
  /** Tries the right to revoke; resolves to whether that can be tried. */
  tryRight(): Promise<boolean>;
  /** Absent on the first version. */
  readonly current?: {
    readonly id: string;
    test(): Promise<ProbeAnswer[]>;
  };
  /** How many keys the provider allows an account. */
  readonly maxKeys?: number;
}

/**
 * Looks, without writing, whether the provider would let a key be replaced.
 * @throws UnavailableError when the provider cannot be asked now
 * @internal
 */
export async function inspectKeys(
  inspection: KeyInspection,
): Promise<PreflightCheck[]> {
  const { account, current, maxKeys } = inspection;
  let keys: ProviderKey[] = [];
  const checks = [
    await checkRefusal('api-key.list', async () => {
      keys = await inspection.list();
      return `The provider lists the keys of ${account}`;
    }),
  ];
  if (!checks[0].ok) return checks;
  checks.push(
    await checkRefusal('api-key.revoke', async () =>
      (await inspection.tryRight())
        ? 'The administrator may revoke keys. Whether he may make them shows when he does'
        : 'Whether the administrator may make and revoke keys shows when he does',
    ),
  );
  if (current) {
    checks.push(
      checkListed(keys, current.id, account),
      await checkAccepted(await current.test()),
    );
  }
  if (maxKeys !== undefined) checks.push(checkRoom(keys, maxKeys, account));
  return checks;
}

function checkListed(
  keys: readonly ProviderKey[],
  id: string,
  account: string,
): PreflightCheck {
  const code = 'api-key.current';
  return keys.some(key => key.id === id)
    ? { code, ok: true, message: 'The provider lists the current key' }
    : {
        code,
        ok: false,
        message: `The provider lists no key of ${account} with the id of the current one`,
        fix: "Correct the account in spec.rotation.options, or the key's id in the store",
      };
}

function checkAccepted(answers: readonly ProbeAnswer[]): PreflightCheck {
  const code = 'api-key.accepted';
  if (answers.includes('rejected')) {
    return {
      code,
      ok: false,
      message: 'The provider refuses the current key',
      fix: 'Put a key that works into the store, or start a repair',
    };
  }
  if (answers.includes('unknown')) {
    throw new UnavailableError(
      'Whether the provider accepts the current key cannot be told now',
    );
  }
  return { code, ok: true, message: 'The provider accepts the current key' };
}

function checkRoom(
  keys: readonly ProviderKey[],
  maxKeys: number,
  account: string,
): PreflightCheck {
  const code = 'api-key.room';
  return keys.length < maxKeys
    ? { code, ok: true, message: `There is room for another key of ${account}` }
    : {
        code,
        ok: false,
        message: `${account} has ${keys.length} keys, and the provider allows ${maxKeys}`,
        fix: 'Remove a key that nobody uses at the provider',
      };
}
