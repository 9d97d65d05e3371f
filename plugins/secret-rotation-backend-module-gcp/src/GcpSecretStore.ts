import {
  checkRefusal,
  DriftError,
  idOfVersionNumber,
  requireVersionNumber,
  sampleOf,
  versionNumberOf,
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
import { Caller } from './client/Caller';
import { inContractWords } from './client/failures';
import { SecretManager } from './client/SecretManager';
import type { WriteBudget } from './client/WriteBudget';
import { GcpInventory } from './GcpInventory';
import { GcpPreflight } from './GcpPreflight';
import { refuseUnfit, toPayload, toSecretValue } from './payload/payload';
import { AliasReaders } from './readers/AliasReaders';
import { LatestReaders } from './readers/LatestReaders';
import type { Readers } from './readers/Readers';
import { requireDestruction } from './secretChecks';
import { Destruction } from './secret/Destruction';
import { SecretNames } from './secret/SecretNames';
import { SecretReads } from './secret/SecretReads';
import { SecretView } from './secret/SecretView';
import { Staging } from './secret/Staging';
import { writeCommandOf } from './secret/writeCommand';
import type { GcpSettings } from './settings';

/**
 * GCP Secret Manager. New values wait in a secret beside the rotated one. Version ids are the service's version
 * numbers.
 * @internal
 */
export class GcpSecretStore implements SecretStore {
  readonly destroys: SecretStore['destroys'];

  readonly #settings: GcpSettings;
  readonly #manager: SecretManager;
  readonly #names: SecretNames;
  readonly #staging: Staging;
  readonly #destruction: Destruction;
  readonly #readers: Readers;
  readonly #preflight: GcpPreflight;
  readonly #inventory: GcpInventory;
  readonly #reads: SecretReads;

  constructor(settings: GcpSettings, budget: WriteBudget) {
    this.destroys = settings.delayedDestruction ? 'disables' : 'erases';
    this.#settings = settings;
    this.#manager = new SecretManager(new Caller(settings.connection, budget));
    this.#names = new SecretNames(settings);
    this.#staging = new Staging(this.#manager, this.#names);
    this.#destruction = new Destruction(this.#manager);
    const tools = {
      manager: this.#manager,
      names: this.#names,
      staging: this.#staging,
      destruction: this.#destruction,
      placement: settings.placement,
    };
    this.#readers =
      settings.alias === undefined
        ? new LatestReaders(tools)
        : new AliasReaders(tools, settings.alias);
    this.#preflight = new GcpPreflight(this.#manager, this.#names, settings);
    this.#inventory = new GcpInventory(
      this.#manager,
      this.#names,
      this.#readers,
    );
    this.#reads = new SecretReads(tools, this.#readers);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.preflight} */
  async preflight(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    return inContractWords(this.#preflight.check(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.checkValue} */
  async checkValue(
    place: StorePath & { outline: ValueOutline },
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const check = await checkRefusal('gcp.new-value', async () => {
      const look = await inContractWords(this.#reads.look(place, context));
      const before = await inContractWords(this.#reads.current(look, context));
      refuseUnfit(sampleOf(place.outline), before);
      return 'The new value fits into the secret';
    });
    return [check];
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.describe} */
  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    return inContractWords(this.#reads.describe(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readVersion} */
  async readVersion(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const address = this.#names.own(place);
    const version = versionNumberOf(place.version);
    const payload =
      version === undefined
        ? undefined
        : await inContractWords(
            this.#manager.access(address, version, context),
          );
    return payload && toSecretValue(payload, this.#settings.publicFields);
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretReader.inventory} */
  async inventory(
    request: InventoryRequest,
    context: EffectContext,
  ): Promise<InventoryPage> {
    return inContractWords(this.#inventory.page(request, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.stage} */
  async stage(
    place: StagePlace & { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    await inContractWords(this.#stage(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.readStaged} */
  async readStaged(
    place: StagePlace,
    context: EffectContext,
  ): Promise<SecretValue | undefined> {
    const staged = await inContractWords(this.#staging.read(place, context));
    return staged && toSecretValue(staged.payload, this.#settings.publicFields);
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
      await inContractWords(this.#readers.promote(place, expected, context)),
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.restore} */
  async restore(
    place: StagePlace & { version: StoreVersionId; expected: StoreVersionId },
    context: WriteContext,
  ): Promise<StoreVersionId> {
    const version = requireVersionNumber(place.version);
    const expected = requireVersionNumber(place.expected);
    return idOfVersionNumber(
      await inContractWords(
        this.#readers.restore(place, version, expected, context),
      ),
    );
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.discardStaged} */
  async discardStaged(place: StagePlace, context: WriteContext): Promise<void> {
    await inContractWords(this.#discardStaged(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.destroy} */
  async destroy(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void> {
    await inContractWords(this.#destroy(place, context));
  }

  /** {@inheritDoc @keyturn/backstage-plugin-secret-rotation-node#SecretStore.writeCommand} */
  writeCommand(request: WriteCommandRequest): WriteCommand {
    const { id } = this.#names.own(request);
    return writeCommandOf({ ...this.#settings, id }, request);
  }

  /** What does not fit is refused here, before the target hears of it. */
  async #stage(
    place: StagePlace & { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    const { placement, publicFields } = this.#settings;
    const payload = toPayload(place.value);
    toSecretValue(payload, publicFields);
    const look = await this.#reads.look(place, context);
    const { secret } = look;
    refuseUnfit(place.value, await this.#reads.current(look, context));
    await this.#staging.put(
      place,
      payload,
      secret?.placement ?? placement,
      context,
    );
  }

  async #discardStaged(
    place: StagePlace,
    context: WriteContext,
  ): Promise<void> {
    const tools = {
      manager: this.#manager,
      names: this.#names,
      staging: this.#staging,
    };
    const view = await SecretView.look(tools, place, context);
    const leftovers = await view.leftovers(
      number => this.#readers.isRead(number, view.secret, view.versions),
      context,
    );
    await this.#destruction.destroy(view.address, leftovers, context);
    await this.#staging.discard(place, context);
  }

  async #destroy(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void> {
    const look = await this.#reads.look(place, context);
    const { address, secret, versions, current } = look;
    if (secret) requireDestruction(secret, this.#settings);
    const numbers = place.versions.flatMap(id => versionNumberOf(id) ?? []);
    if (current !== undefined && numbers.includes(current)) {
      throw new DriftError(
        'A version that was to be destroyed is the current one',
      );
    }
    const copies = await this.#destruction.findCopies(
      address,
      numbers,
      versions.filter(
        ({ number }) => !this.#readers.isRead(number, secret, versions),
      ),
      context,
    );
    // The copies first: without the originals nobody could tell them.
    await this.#destruction.destroy(address, copies, context);
    await this.#destruction.destroy(address, numbers, context);
  }
}
