import {
  checkRefusal,
  idOfVersionNumber,
  requireVersionNumber,
  sampleOf,
  versionNumberOf,
  type AccountName,
  type EffectContext,
  type InventoryPage,
  type InventoryRequest,
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
import { VaultClient } from './client/VaultClient';
import { VaultConnection } from './client/VaultConnection';
import { CurrentVersion } from './CurrentVersion';
import { VaultInventory } from './inventory/VaultInventory';
import { KvEndpoints } from './kv/endpoints';
import { refuseUnfit, toKvData, toSecretValue, type KvData } from './kv/fields';
import { KvEngine } from './kv/KvEngine';
import { KvMount } from './kv/KvMount';
import { Staging } from './kv/Staging';
import { UnversionedSecrets } from './kv/UnversionedSecrets';
import { writeCommandOf, type CommandLine } from './kv/writeCommand';
import { Session } from './login/Session';
import { OldVersions } from './OldVersions';
import { OtherRotators } from './staticRoles/OtherRotators';
import { VaultPreflight } from './preflight/VaultPreflight';
import type { VaultSettings } from './settings';

/**
 * HashiCorp Vault and OpenBao, KV version 2. New values wait in a staging folder beside the secrets; promotion and
 * restoration are compare-and-set writes. Version ids are the engine's version numbers.
 * @internal
 */
export class VaultSecretStore implements SecretStore {
  readonly destroys = 'erases';

  readonly #publicFields: readonly string[];
  readonly #maxValueBytes: number;
  readonly #commandLine: CommandLine;
  readonly #session: Session;
  readonly #endpoints: KvEndpoints;
  readonly #mount: KvMount;
  readonly #kv: KvEngine;
  readonly #unversioned: UnversionedSecrets;
  readonly #staging: Staging;
  readonly #current: CurrentVersion;
  readonly #old: OldVersions;
  readonly #preflight: VaultPreflight;
  readonly #inventory: VaultInventory;

  constructor(settings: VaultSettings, now: () => number = Date.now) {
    const connection = new VaultConnection(settings);
    this.#session = new Session(connection, settings.login, now);
    const client = new VaultClient(connection, this.#session);
    this.#publicFields = settings.publicFields;
    this.#maxValueBytes = settings.maxValueBytes;
    this.#commandLine = settings;
    this.#endpoints = new KvEndpoints(settings);
    this.#mount = new KvMount(client, this.#endpoints);
    this.#kv = new KvEngine(client, now);
    this.#unversioned = new UnversionedSecrets(client, this.#endpoints);
    this.#staging = new Staging(this.#kv, this.#endpoints);
    this.#current = new CurrentVersion(
      this.#kv,
      this.#endpoints,
      this.#staging,
    );
    this.#old = new OldVersions(this.#kv, this.#endpoints);
    this.#preflight = new VaultPreflight({
      client,
      session: this.#session,
      mount: this.#mount,
      kv: this.#kv,
      endpoints: this.#endpoints,
      others: new OtherRotators(client, settings.staticRoleMounts),
      provision: settings.provision,
      now,
    });
    this.#inventory = new VaultInventory({
      client,
      mount: this.#mount,
      kv: this.#kv,
      endpoints: this.#endpoints,
    });
  }

  /** Keeps the store's token alive while no rotation needs it. */
  async keepAlive(context: EffectContext): Promise<void> {
    await this.#session.keepAlive(context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.preflight} */
  async preflight(
    place: StorePath & { accounts?: readonly AccountName[] },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    return this.#preflight.check(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.checkValue} */
  async checkValue(
    place: StorePath & { outline: ValueOutline },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const check = await checkRefusal('vault.new-value', async () => {
      await this.#requireVersions(place, context);
      await this.#refuseUnfit(place, sampleOf(place.outline), context);
      return 'The new value fits into the secret';
    });
    return [check];
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.describe} */
  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    if ((await this.#versionOfEngine(place, context)) === 1) {
      return this.#unversioned.describe(place, context);
    }
    const metadata = await this.#kv.readMetadata(
      this.#endpoints.metadata(place),
      context,
    );
    return {
      current:
        metadata?.current === undefined
          ? undefined
          : idOfVersionNumber(metadata.current),
      versions: (metadata?.versions ?? []).map(
        ({ version, createdAt, readable }) => ({
          id: idOfVersionNumber(version),
          createdAt,
          readable,
        }),
      ),
    };
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readVersion} */
  async readVersion(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const data =
      (await this.#versionOfEngine(place, context)) === 1
        ? await this.#unversioned.read(place, context)
        : await this.#read(place, context);
    return data && toSecretValue(data, this.#publicFields);
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
    await this.#requireVersions(place, context);
    const data = toKvData(place.value);
    // Refused here, before the target hears of it: nobody could read it back as a secret.
    toSecretValue(data, this.#publicFields);
    await this.#refuseUnfit(place, place.value, context);
    await this.#staging.put(place, data, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readStaged} */
  async readStaged(
    place: StagePlace,
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    await this.#requireVersions(place, context);
    const data = await this.#staging.read(place, context);
    return data && toSecretValue(data, this.#publicFields);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.promote} */
  async promote(
    place: StagePlace & { expected: StoreVersionId | undefined },
    context: WriteContext,
  ): Promise<StoreVersionId> {
    await this.#requireVersions(place, context);
    const expected =
      place.expected === undefined
        ? undefined
        : requireVersionNumber(place.expected);
    return idOfVersionNumber(
      await this.#current.promote(place, expected, context),
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.restore} */
  async restore(
    place: StagePlace & { version: StoreVersionId; expected: StoreVersionId },
    context: WriteContext,
  ): Promise<StoreVersionId> {
    await this.#requireVersions(place, context);
    return idOfVersionNumber(
      await this.#current.restore(
        place,
        requireVersionNumber(place.version),
        requireVersionNumber(place.expected),
        context,
      ),
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.discardStaged} */
  async discardStaged(place: StagePlace, context: WriteContext): Promise<void> {
    await this.#requireVersions(place, context);
    await this.#staging.discard(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.destroy} */
  async destroy(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void> {
    await this.#requireVersions(place, context);
    await this.#old.destroy(
      place,
      place.versions.map(versionNumberOf),
      context,
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.writeCommand} */
  writeCommand(request: WriteCommandRequest): WriteCommand {
    this.#endpoints.requirePath(request);
    return writeCommandOf(this.#commandLine, request);
  }

  /** The path first, which needs no request. */
  async #versionOfEngine(
    place: StorePath,
    context: EffectContext,
  ): Promise<1 | 2> {
    this.#endpoints.requirePath(place);
    return this.#mount.version(context);
  }

  async #requireVersions(
    place: StorePath,
    context: EffectContext,
  ): Promise<void> {
    this.#endpoints.requirePath(place);
    await this.#mount.requireVersions(context);
  }

  async #read(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<KvData | undefined> {
    const version = versionNumberOf(place.version);
    return version === undefined
      ? undefined
      : (await this.#kv.read(this.#endpoints.data(place), context, version))
          ?.data;
  }

  /** @throws MisconfiguredError when a value could not be promoted over what consumers read now */
  async #refuseUnfit(
    place: StorePath,
    value: SecretValue,
    context: EffectContext,
  ): Promise<void> {
    const current = await this.#kv.read(this.#endpoints.data(place), context);
    refuseUnfit(value, current?.data, this.#maxValueBytes);
  }
}
