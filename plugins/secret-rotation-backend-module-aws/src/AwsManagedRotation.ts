import {
  valueOfText,
  type EffectContext,
  type ManagedRotation,
  type PreflightCheck,
  type StagePlace,
  type StorePath,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { asFailedCheck, checkRight } from './AwsPreflight';
import type { RightsProbe } from './client/RightsProbe';
import type { SecretLook } from './client/SecretReads';
import type { SecretsManager } from './client/SecretsManager';
import { SCHEDULED_FOR_DELETION } from './deletion';
import { checkManagedRotation, checkReplicas } from './secretChecks';
import type { AwsSettings } from './settings';
import type { SecretNames } from './versions/names';
import { rotationTokenOf } from './versions/runVersions';

/**
 * The rotation that AWS carries out itself, by a function of its own or by the service that owns the secret. AWS knows
 * a request by its token, so that a repeat goes on with the rotation that it began.
 */
export class AwsManagedRotation implements ManagedRotation {
  readonly #rights: RightsProbe;
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;
  readonly #settings: AwsSettings;

  constructor(options: {
    rights: RightsProbe;
    secrets: SecretsManager;
    names: SecretNames;
    settings: AwsSettings;
  }) {
    this.#rights = options.rights;
    this.#secrets = options.secrets;
    this.#names = options.names;
    this.#settings = options.settings;
  }

  async preflight(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks: PreflightCheck[] = [];
    try {
      const secret = this.#names.of(place);
      const rights = await this.#rights.ofManagedRotation(secret, context);
      checks.push(...rights.map(checkRight));
      const look = await this.#secrets.reads.look(secret, context);
      await this.#secrets.reads.list(secret, context);
      if (checks.every(({ ok }) => ok)) {
        checks.push(...(await this.#checkSecret(secret, look, context)));
      }
    } catch (error) {
      checks.push(asFailedCheck(error));
    }
    return checks;
  }

  async rotate(
    place: StagePlace & { expected: StoreVersionId },
    context: WriteContext,
  ): Promise<void> {
    const secret = this.#names.of(place);
    const look = await this.#secrets.reads.look(secret, context);
    if (look?.current === place.expected) {
      const token = rotationTokenOf(place);
      await this.#secrets.writes.rotate(secret, token, context);
    }
  }

  async #checkSecret(
    secret: string,
    look: SecretLook | undefined,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    if (look?.isScheduledForDeletion) {
      return [SCHEDULED_FOR_DELETION];
    }
    if (look?.current === undefined) {
      return [
        {
          code: 'aws.first-value',
          ok: false,
          message: 'The secret has no value in AWS yet',
          fix: 'Create it with a first value and set its rotation up',
        },
      ];
    }
    return [
      checkManagedRotation(look),
      checkReplicas(look.description, this.#settings.region),
      await this.#checkValue(secret, look.current, context),
    ];
  }

  async #checkValue(
    secret: string,
    version: string,
    context: EffectContext,
  ): Promise<PreflightCheck> {
    const { reads } = this.#secrets;
    const stored = await reads.readText(secret, version, context);
    if (stored) {
      valueOfText(stored.text, this.#settings.publicFields);
    }
    return {
      code: 'aws.value',
      ok: true,
      message: 'The current value can be read',
    };
  }
}
