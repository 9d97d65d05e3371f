import {
  UnavailableError,
  type EffectContext,
  type PreflightCheck,
  type ProbeAnswer,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultClient } from '../client/VaultClient';
import { checkRights } from '../preflight/checkRights';
import { asFailedCheck } from '../preflight/asFailedCheck';
import type { Session } from '../login/Session';
import { appRoleIdsIn } from './appRoleFields';
import { AppRoleEndpoints } from './endpoints';
import type { SecretIds } from './SecretIds';

/** What preflight looks at. @internal */
export interface AppRoleInspection {
  readonly role: string;
  readonly mount: string;
  /** Absent on the first version. */
  readonly current?: SecretValue;
  readonly client: VaultClient;
  readonly session: Session;
  readonly secretIds: SecretIds;
  /** Whether the server accepts a value. */
  answerTo(value: SecretValue): Promise<ProbeAnswer>;
}

/**
 * Looks, without writing, whether the server would let the secret id of a role be replaced.
 * @throws UnavailableError when the server cannot be asked now
 * @internal
 */
export async function inspectAppRole(
  inspection: AppRoleInspection,
  context: EffectContext,
): Promise<PreflightCheck[]> {
  const { role, mount, client, session } = inspection;
  try {
    const rights = await checkRights(
      client,
      [...new AppRoleEndpoints(mount, role).all(), ...session.rights],
      context,
    );
    if (rights.some(({ ok }) => !ok)) return rights;
    return [
      ...rights,
      ...(await checkRole(inspection, context)),
      ...(await checkCurrent(inspection, context)),
    ];
  } catch (error) {
    return [asFailedCheck(error)];
  }
}

async function checkRole(
  { role, mount, secretIds }: AppRoleInspection,
  context: EffectContext,
): Promise<PreflightCheck[]> {
  const code = 'vault-approle.settings';
  const settings = await secretIds.settings(role, context);
  if (!settings) {
    return [
      {
        code,
        ok: false,
        message: `The secrets manager has no AppRole ${role}`,
        fix: `Correct role in spec.rotation.options, or create auth/${mount}/role/${role}`,
      },
    ];
  }
  if (!settings.bindsSecretId) {
    return [
      {
        code,
        ok: false,
        message: `The AppRole ${role} lets log in without a secret id, so none can be refused`,
        fix: `Set bind_secret_id=true at auth/${mount}/role/${role}`,
      },
    ];
  }
  return [
    settings.uses === 0
      ? {
          code,
          ok: true,
          message: `Secret ids of the AppRole ${role} may be used any number of times`,
        }
      : {
          code,
          ok: false,
          message: `A secret id of the AppRole ${role} ends after ${settings.uses} logins, and each look at it is one`,
          fix: `Set secret_id_num_uses=0 at auth/${mount}/role/${role}`,
        },
  ];
}

async function checkCurrent(
  { role, current, secretIds, answerTo }: AppRoleInspection,
  context: EffectContext,
): Promise<PreflightCheck[]> {
  if (!current) return [];
  const { accessor } = appRoleIdsIn(current);
  const listed = await secretIds.list(role, context);
  if (!listed.some(each => each.accessor === accessor)) {
    return [
      {
        code: 'vault-approle.accessor',
        ok: false,
        message: `The AppRole ${role} has no secret id with the accessor that is in the store`,
        fix: 'Correct role in spec.rotation.options, or write secret_id_accessor of the current secret id into the field accessor',
      },
    ];
  }
  const code = 'vault-approle.current';
  const answer = await answerTo(current);
  if (answer === 'unknown') {
    throw new UnavailableError(
      'Whether the secrets manager accepts the current secret id cannot be told now',
    );
  }
  return [
    answer === 'accepted'
      ? {
          code,
          ok: true,
          message: 'The secrets manager accepts the current secret id',
        }
      : {
          code,
          ok: false,
          message: 'The secrets manager refuses the current secret id',
          fix: 'Write one that works into the store, or start a repair',
        },
  ];
}
