import {
  MisconfiguredError,
  PermissionDeniedError,
  valueOfText,
  type EffectContext,
  type PreflightCheck,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ActionDeniedError, NoCredentialsError } from './client/failures';
import type { ProbedRight, RightsProbe } from './client/RightsProbe';
import type { SecretsManager } from './client/SecretsManager';
import { SCHEDULED_FOR_DELETION } from './deletion';
import {
  checkDestruction,
  checkKey,
  checkLabels,
  checkPending,
  checkReplicas,
  checkRotation,
  checkVersions,
} from './secretChecks';
import type { AwsSettings } from './settings';
import type { SecretNames } from './versions/names';

/** Looks, without writing, whether a rotation of a path would be refused by AWS. */
export class AwsPreflight {
  readonly #rights: RightsProbe;
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;
  readonly #settings: AwsSettings;
  readonly #now: () => number;

  constructor(options: {
    rights: RightsProbe;
    secrets: SecretsManager;
    names: SecretNames;
    settings: AwsSettings;
    now: () => number;
  }) {
    this.#rights = options.rights;
    this.#secrets = options.secrets;
    this.#names = options.names;
    this.#settings = options.settings;
    this.#now = options.now;
  }

  /** All checks of a path. Later ones are left out where an earlier failure makes them meaningless. */
  async check(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks: PreflightCheck[] = [];
    try {
      const secret = this.#names.of(place);
      const rights = await this.#rights.ofRotation(secret, context);
      checks.push(...rights.map(checkRight));
      const look = await this.#secrets.reads.look(secret, context);
      const versions = look
        ? await this.#secrets.reads.list(secret, context)
        : [];
      if (!checks.every(({ ok }) => ok)) {
        return checks;
      }
      if (look?.isScheduledForDeletion) {
        checks.push(SCHEDULED_FOR_DELETION);
      } else if (look?.current === undefined) {
        checks.push(...(await this.#checkFirstValue(place, context)));
      }
      if (look) {
        checks.push(
          checkRotation(look.description),
          checkReplicas(look.description, this.#settings.region),
          checkPending(look),
          checkKey(look.description),
          checkVersions(versions, this.#now()),
          checkLabels(look),
          checkDestruction(),
        );
      }
      if (look?.current !== undefined) {
        checks.push(await this.#checkValue(secret, look.current, context));
      }
    } catch (error) {
      checks.push(asFailedCheck(error));
    }
    return checks;
  }

  async #checkValue(
    secret: string,
    version: string,
    context: EffectContext,
  ): Promise<PreflightCheck> {
    const code = 'aws.value';
    try {
      const stored = await this.#secrets.reads.readText(
        secret,
        version,
        context,
      );
      if (!stored) {
        // It was current a moment ago; the run's own comparison decides.
        return { code, ok: true, message: 'The secret changes in this moment' };
      }
      valueOfText(stored.text, this.#settings.publicFields);
      return { code, ok: true, message: 'The current value can be read' };
    } catch (error) {
      return error instanceof PermissionDeniedError
        ? { code, ok: false, message: error.message, fix: error.fix }
        : asFailedCheck(error, code);
    }
  }

  async #checkFirstValue(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const code = 'aws.first-value';
    if (!this.#settings.provision) {
      return [
        {
          code,
          ok: false,
          message: 'The secret has no value in AWS yet',
          fix: 'Create it with a first value, or set provision: true in the entry of the store',
        },
      ];
    }
    // The name of a run that never is: no right is asked for a secret that somebody uses.
    const staged = this.#names.staged({ ...place, runId: 'R-0' });
    return [
      {
        code,
        ok: true,
        message:
          'The secret has no value yet and is given one; whether the credential may create secrets shows when it does',
      },
      checkRight(await this.#rights.ofFirstValue(staged, context)),
    ];
  }
}

/** A right as a check. */
export function checkRight({ action, denied }: ProbedRight): PreflightCheck {
  return denied
    ? asFailedCheck(denied)
    : {
        code: `aws.${action}`,
        ok: true,
        message: `The credential of the store is not denied secretsmanager:${action}`,
      };
}

/** What an error of the contract means for preflight; any other is thrown on. */
export function asFailedCheck(
  error: unknown,
  code = 'aws.configuration',
): PreflightCheck {
  if (error instanceof PermissionDeniedError) {
    const { message, fix } = error;
    const about =
      error instanceof ActionDeniedError ? error.action : 'credential';
    return { code: `aws.${about}`, ok: false, message, fix };
  }
  if (error instanceof MisconfiguredError) {
    const { message, fix } = error;
    return { code, ok: false, message, fix };
  }
  if (error instanceof NoCredentialsError) {
    return {
      code: 'aws.credential',
      ok: false,
      message: 'No AWS credential was found for the store',
      fix: 'Give the portal a role, or describe the account in aws.accounts of app-config; the portal must be allowed to assume its role',
    };
  }
  throw error;
}
