import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  checkRefusal,
  sampleOf,
  storeVersionId,
  valueOfText,
  type EffectContext,
  type InventoryPage,
  type InventoryRequest,
  type ManagedRotation,
  type PreflightCheck,
  type SecretStore,
  type SecretValue,
  type StagePlace,
  type StoreDescription,
  type StorePath,
  type StoreVersionId,
  type ValueOutline,
  type WriteCommand,
  type WriteCommandRequest,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { AwsInventory } from './AwsInventory';
import { AwsManagedRotation } from './AwsManagedRotation';
import { AwsPreflight } from './AwsPreflight';
import { credentialsOf } from './client/credentials';
import { RightsProbe } from './client/RightsProbe';
import type { ListedVersion } from './client/SecretReads';
import { SecretsManager } from './client/SecretsManager';
import type { StoredText } from './client/StoredText';
import type { WriteBudget } from './client/WriteBudgets';
import { CurrentVersion } from './CurrentVersion';
import { refuseDeletion } from './deletion';
import { Destruction } from './Destruction';
import { FirstValue } from './FirstValue';
import type { AwsSettings } from './settings';
import { StagePace } from './StagePace';
import { Staging } from './Staging';
import { textWith } from './versions/content';
import { SecretNames } from './versions/names';
import { isOfSomeRun, isWaitingLabel } from './versions/runVersions';
import { writeCommandOf } from './versions/writeCommand';

/**
 * AWS Secrets Manager. New values wait as versions of the secret itself, under AWSPENDING and a label of their run;
 * promotion and restoration move AWSCURRENT by compare-and-set. Version ids are those of AWS.
 * @internal
 */
export class AwsSecretStore implements SecretStore {
  readonly destroys = 'deprecates';
  readonly managedRotation: ManagedRotation;

  readonly #settings: AwsSettings;
  readonly #names: SecretNames;
  readonly #secrets: SecretsManager;
  readonly #staging: Staging;
  readonly #first: FirstValue;
  readonly #current: CurrentVersion;
  readonly #destruction: Destruction;
  readonly #preflight: AwsPreflight;
  readonly #inventory: AwsInventory;

  constructor(options: {
    settings: AwsSettings;
    credentials: AwsCredentialsManager;
    budget: WriteBudget;
    now?: () => number;
  }) {
    const { settings, credentials, budget, now = Date.now } = options;
    const client = new SecretsManagerClient({
      region: settings.region,
      endpoint: settings.endpoint,
      credentials: credentialsOf(credentials, settings.accountId),
      // The engine tries again, under its own deadlines and with the write budget.
      maxAttempts: 1,
    });
    const secrets = new SecretsManager(client, budget);
    const names = new SecretNames(settings);
    const pace = new StagePace(secrets, names, now);
    const staging = new Staging(secrets, names, pace);
    const first = new FirstValue(secrets, names, settings);
    this.#settings = settings;
    this.#names = names;
    this.#secrets = secrets;
    this.#staging = staging;
    this.#first = first;
    this.#current = new CurrentVersion({ secrets, names, staging, first });
    this.#destruction = new Destruction(secrets, names);
    this.#inventory = new AwsInventory(secrets, names);
    const rights = new RightsProbe(client, budget);
    this.managedRotation = new AwsManagedRotation({
      rights,
      secrets,
      names,
      settings,
    });
    this.#preflight = new AwsPreflight({
      rights,
      secrets,
      names,
      settings,
      now,
    });
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.preflight} */
  async preflight(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    return this.#preflight.check(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.checkValue} */
  async checkValue(
    place: StorePath & { outline: ValueOutline },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const check = await checkRefusal('aws.new-value', async () => {
      const secret = this.#names.of(place);
      const { reads } = this.#secrets;
      const current = (await reads.look(secret, context))?.current;
      const before =
        current === undefined
          ? undefined
          : await reads.readText(secret, current, context);
      textWith(sampleOf(place.outline), before?.text);
      return 'The new value fits into the secret';
    });
    return [check];
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.describe} */
  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    const secret = this.#names.of(place);
    const look = await this.#secrets.reads.look(secret, context);
    if (!look) {
      return { versions: [] };
    }
    const listed = await this.#secrets.reads.list(secret, context);
    return {
      current:
        look.current === undefined ? undefined : storeVersionId(look.current),
      versions: listed.filter(wasCurrent).map(({ id, createdAt }) => ({
        id: storeVersionId(id),
        createdAt,
        readable: !look.isScheduledForDeletion,
      })),
    };
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readVersion} */
  async readVersion(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const secret = this.#names.of(place);
    return this.#valueOf(
      await this.#secrets.reads.readText(secret, place.version, context),
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretReader.inventory} */
  async inventory(
    request: InventoryRequest,
    context: EffectContext,
  ): Promise<InventoryPage> {
    return this.#inventory.page(request, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.stage} */
  async stage(
    place: StagePlace & { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    const look = await this.#secrets.reads.look(this.#names.of(place), context);
    refuseDeletion(look);
    if (look?.current === undefined) {
      await this.#first.put(place, context);
    } else {
      const { current } = look;
      await this.#staging.put(place, { ...look, current }, context);
    }
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readStaged} */
  async readStaged(
    place: StagePlace,
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const secret = this.#names.of(place);
    const look = await this.#secrets.reads.look(secret, context);
    const staged = look && this.#staging.find(look, place.runId);
    const stored = staged
      ? await this.#secrets.reads.readText(secret, staged.id, context)
      : (await this.#first.find(place, context))?.content;
    return this.#valueOf(stored);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.promote} */
  async promote(
    place: StagePlace & { expected: StoreVersionId | undefined },
    context: WriteContext,
  ): Promise<StoreVersionId> {
    return storeVersionId(await this.#current.promote(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.restore} */
  async restore(
    place: StagePlace & { version: StoreVersionId; expected: StoreVersionId },
    context: WriteContext,
  ): Promise<StoreVersionId> {
    return storeVersionId(await this.#current.restore(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.discardStaged} */
  async discardStaged(place: StagePlace, context: WriteContext): Promise<void> {
    const kinds = ['stage', 'restore', 'keep'] as const;
    await this.#staging.clear(place, kinds, context);
    await this.#first.remove(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.destroy} */
  async destroy(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void> {
    await this.#destruction.carryOut(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.writeCommand} */
  writeCommand(request: WriteCommandRequest): WriteCommand {
    const secret = this.#names.of(request);
    return writeCommandOf({ region: this.#settings.region, secret }, request);
  }

  #valueOf(stored: StoredText | undefined): SecretValue | undefined {
    return stored && valueOfText(stored.text, this.#settings.publicFields);
  }
}

/** Versions that runs staged and never promoted are nobody's business; without a label they cannot be told apart. */
function wasCurrent({ id, labels }: ListedVersion): boolean {
  return !isOfSomeRun(id) || !labels.every(isWaitingLabel);
}
