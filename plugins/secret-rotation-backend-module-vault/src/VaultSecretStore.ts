import {
  DriftError,
  idOfVersionNumber,
  requireVersionNumber,
  versionNumberOf,
  type EffectContext,
  type PreflightCheck,
  type SecretStore,
  type SecretValue,
  type StagePlace,
  type StoreDescription,
  type StorePath,
  type StoreVersionId,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { VaultClient } from './client/VaultClient';
import { CurrentVersion } from './CurrentVersion';
import { KvEndpoints } from './kv/endpoints';
import { toKvData, toSecretValue } from './kv/fields';
import { KvEngine } from './kv/KvEngine';
import { Staging } from './kv/Staging';
import { VaultPreflight } from './VaultPreflight';
import type { VaultSettings } from './settings';

/**
 * HashiCorp Vault and OpenBao, KV version 2. New values wait in a staging folder beside the secrets; promotion and
 * restoration are compare-and-set writes. Version ids are the engine's version numbers.
 * @internal
 */
export class VaultSecretStore implements SecretStore {
  readonly destroys = 'erases';

  readonly #publicFields: readonly string[];
  readonly #endpoints: KvEndpoints;
  readonly #kv: KvEngine;
  readonly #staging: Staging;
  readonly #current: CurrentVersion;
  readonly #preflight: VaultPreflight;

  constructor(settings: VaultSettings, now: () => number = Date.now) {
    const client = new VaultClient(settings);
    this.#publicFields = settings.publicFields;
    this.#endpoints = new KvEndpoints(settings);
    this.#kv = new KvEngine(client, now);
    this.#staging = new Staging(this.#kv, this.#endpoints);
    this.#current = new CurrentVersion(
      this.#kv,
      this.#endpoints,
      this.#staging,
    );
    this.#preflight = new VaultPreflight(
      client,
      this.#kv,
      this.#endpoints,
      settings.mount,
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.preflight} */
  async preflight(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    return this.#preflight.check(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.describe} */
  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
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
    const version = versionNumberOf(place.version);
    const read =
      version === undefined
        ? undefined
        : await this.#kv.read(this.#endpoints.data(place), context, version);
    return read?.data && toSecretValue(read.data, this.#publicFields);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.stage} */
  async stage(
    place: StagePlace & { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    const data = toKvData(place.value);
    // Refused here, before the target hears of it: nobody could read it back as a secret.
    toSecretValue(data, this.#publicFields);
    await this.#staging.put(place, data, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readStaged} */
  async readStaged(
    place: StagePlace,
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const data = await this.#staging.read(place, context);
    return data && toSecretValue(data, this.#publicFields);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.promote} */
  async promote(
    place: StagePlace & { expected: StoreVersionId | undefined },
    context: WriteContext,
  ): Promise<StoreVersionId> {
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
    await this.#staging.discard(place, context);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.destroy} */
  async destroy(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void> {
    const metadata = await this.#kv.readMetadata(
      this.#endpoints.metadata(place),
      context,
    );
    const asked = place.versions.map(versionNumberOf);
    if (metadata?.current !== undefined && asked.includes(metadata.current)) {
      throw new DriftError(
        'A version that was to be destroyed is the current one',
      );
    }
    const left = (metadata?.versions ?? [])
      .filter(({ version, destroyed }) => asked.includes(version) && !destroyed)
      .map(({ version }) => version);
    if (left.length > 0) {
      await this.#kv.destroy(this.#endpoints.destroy(place), left, context);
    }
  }
}
