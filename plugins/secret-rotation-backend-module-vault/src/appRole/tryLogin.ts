import type {
  EffectContext,
  ProbeAnswer,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  errorTextOf,
  type VaultAnswer,
  type VaultConnection,
} from '../client/VaultConnection';
import { leaseOf } from '../login/exchange';

/**
 * Tries a fresh login. Never throws: what cannot be told is `unknown`. So is a plain "permission denied", which the
 * server also answers where the address may not log in, and while too many refused logins have locked the role.
 * @internal
 */
export async function tryLogin(
  connection: VaultConnection,
  login: { mount: string; roleId: string; secretId: string },
  { signal }: EffectContext,
): Promise<ProbeAnswer> {
  try {
    const answer = await connection.send({
      verb: 'write',
      path: `auth/${login.mount}/login`,
      body: { role_id: login.roleId, secret_id: login.secretId },
      signal,
    });
    if (answer.status !== 200) return refusalOf(answer);
    const { token } = leaseOf(answer);
    // Where its policy does not let it end itself, it ends with its lease.
    await connection.send({
      verb: 'write',
      path: 'auth/token/revoke-self',
      token,
      body: {},
      signal,
    });
    return 'accepted';
  } catch {
    return 'unknown'; // the contract has no errors of a probe
  }
}

function refusalOf(answer: VaultAnswer): ProbeAnswer {
  return answer.status === 400 &&
    /invalid (role or )?secret[ _]id/i.test(errorTextOf(answer))
    ? 'rejected'
    : 'unknown';
}
