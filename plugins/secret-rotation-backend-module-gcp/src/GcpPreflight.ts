import {
  MisconfiguredError,
  PermissionDeniedError,
  type EffectContext,
  type PreflightCheck,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { CREATE_RIGHT, type Right, type SecretRights } from './client/rights';
import type { SecretManager } from './client/SecretManager';
import type { SecretAddress, SecretNames } from './secret/SecretNames';
import {
  checkFirstValue,
  checkSecret,
  type SecretExpectations,
} from './secretChecks';

type Operation = keyof SecretRights;

const ON_SECRET: readonly Operation[] = [
  'get',
  'update',
  'list',
  'access',
  'add',
  'disable',
  'destroy',
];
const ON_STAGED: readonly Operation[] = [
  'get',
  'update',
  'list',
  'access',
  'add',
  'delete',
];

/** Looks, without writing, whether a rotation of a secret would be refused. */
export class GcpPreflight {
  readonly #manager: SecretManager;
  readonly #names: SecretNames;
  readonly #expectations: SecretExpectations;

  constructor(
    manager: SecretManager,
    names: SecretNames,
    expectations: SecretExpectations,
  ) {
    this.#manager = manager;
    this.#names = names;
    this.#expectations = expectations;
  }

  /** All checks of a path. Later ones are left out where an earlier failure makes them meaningless. */
  async check(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks: PreflightCheck[] = [];
    try {
      const own = this.#names.own(place);
      checks.push(...(await this.#checkStagingRights(context)));
      checks.push(...(await this.#checkSecretRights(own, context)));
      if (checks.every(({ ok }) => ok)) {
        checks.push(...(await this.#checkSecret(own, context)));
      }
    } catch (error) {
      checks.push(asFailedCheck(error));
    }
    return checks;
  }

  async #checkSecretRights(
    own: SecretAddress,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const granted = await this.#granted(own, ON_SECRET, context);
    if (granted.size === 0 && (await this.#isAbsent(own, context))) {
      return [checkFirstValue(false, this.#expectations.provision)];
    }
    return ON_SECRET.map(operation =>
      checkRight(`gcp.${operation}`, own.rights[operation], granted),
    );
  }

  async #checkStagingRights(context: EffectContext): Promise<PreflightCheck[]> {
    const anchor = this.#names.anchor();
    const granted = await this.#granted(anchor, ON_STAGED, context);
    if (granted.size === 0) {
      return [
        {
          code: 'gcp.staging',
          ok: false,
          message: `The secret ${anchor.id} does not exist, or the store's service account has no rights on it. The rights to stage are looked up on it`,
          fix: `Create it, empty, beside the secrets: gcloud secrets create ${anchor.id}; then grant the staging role as the documentation says`,
        },
      ];
    }
    const checks = ON_STAGED.map(operation =>
      checkRight(`gcp.staged-${operation}`, anchor.rights[operation], granted),
    );
    return [...checks, await this.#checkCreation(anchor, context)];
  }

  /**
   * The right to make secrets can be looked up on the project alone, with another API. But Secret Manager looks at
   * rights before it looks whether a secret exists, and the anchor does: this asks and writes nothing.
   */
  async #checkCreation(
    anchor: SecretAddress,
    context: EffectContext,
  ): Promise<PreflightCheck> {
    const granted = new Set([CREATE_RIGHT.permission]);
    try {
      await this.#manager.create(
        anchor,
        this.#expectations.placement,
        {},
        context,
      );
    } catch (error) {
      if (!(error instanceof PermissionDeniedError)) {
        throw error;
      }
      granted.clear();
    }
    return checkRight('gcp.create', CREATE_RIGHT, granted);
  }

  async #checkSecret(
    own: SecretAddress,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const secret = await this.#manager.secret(own, context);
    return secret
      ? checkSecret(
          secret,
          await this.#manager.versions(own, context),
          this.#expectations,
        )
      : [];
  }

  async #granted(
    address: SecretAddress,
    operations: readonly Operation[],
    context: EffectContext,
  ): Promise<Set<string>> {
    const rights = operations.map(operation => address.rights[operation]);
    return new Set(await this.#manager.grantedRights(address, rights, context));
  }

  async #isAbsent(
    own: SecretAddress,
    context: EffectContext,
  ): Promise<boolean> {
    try {
      return (await this.#manager.secret(own, context)) === undefined;
    } catch (error) {
      if (error instanceof PermissionDeniedError) return false;
      throw error;
    }
  }
}

function checkRight(
  code: string,
  { permission, what, on }: Right,
  granted: ReadonlySet<string>,
): PreflightCheck {
  return granted.has(permission)
    ? { code, ok: true, message: `The store's service account may ${what}` }
    : {
        code,
        ok: false,
        message: `The store's service account may not ${what}`,
        fix: `Grant it ${permission} on ${on}`,
      };
}

function asFailedCheck(error: unknown): PreflightCheck {
  if (error instanceof PermissionDeniedError) {
    const { message, fix } = error;
    return { code: 'gcp.credentials', ok: false, message, fix };
  }
  if (error instanceof MisconfiguredError) {
    const { message, fix } = error;
    return { code: 'gcp.configuration', ok: false, message, fix };
  }
  throw error;
}
