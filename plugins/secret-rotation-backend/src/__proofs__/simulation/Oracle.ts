import {
  runLabel,
  isOpen,
  type StepName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type {
  Fence,
  SecretValue,
  WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunRow } from '../../ledger/rows';
import { RunRecords } from './RunRecords';
import type { Consumer } from './SimulatedConsumers';
import type { SimulatedProcess } from './SimulatedProcess';
import { PATH, type Site, type SiteWatch } from './Site';
import type { Story } from './Story';

/** The steps that ask the catalog who must attest. */
const LOOKING: readonly StepName[] = ['preflight', 'verify'];

/** The two logins that take turns. */
const LOGINS = ['payments_a', 'payments_b'];

/**
 * Knows everything that happens in a world and says what must never be. It does not ask the engine: it looks at the
 * store, the target and the consumers as they are, and at what the ledger carried out.
 */
export class Oracle implements SiteWatch {
  /** The first thing that must never be, in words. */
  violation: string | undefined;
  readonly records: RunRecords;
  onRun: (run: RunRow) => void = () => {};
  readonly #story: Story;
  #site: Site | undefined;
  /** Everything that was ever readable in the store. */
  readonly #durable: SecretValue[] = [];
  #fence: Fence = { run: 0, epoch: 0 };
  /** Who must have attested before a run may revoke: whoever the catalog named to a worker that wrote of it. */
  #required = { run: 0, names: new Set<string>() };
  readonly #attested = new Map<string, SecretValue>();
  /** Instances that can log in everywhere. */
  #served = new Set<string>();
  readonly #writes = new Map<number, number>();
  readonly #discarded = new Set<unknown>();
  /** Runs whose value was staged anew by a call that landed after it was cleared away: nobody could remove it. */
  readonly #stagedAfterwards = new Set<unknown>();

  constructor(story: Story) {
    this.#story = story;
    this.records = new RunRecords({
      broken: what => this.broken(what),
      tell: line => story.tell(line),
      onRun: run => this.onRun(run),
      onProgress: (run, asked) => this.#onProgress(run, asked),
    });
  }

  watch(site: Site): void {
    this.#site = site;
  }

  /** What must hold at every instant. */
  check(): void {
    const site = this.#known();
    const current = site.store.currentOf(PATH);
    if (
      current &&
      !site.isCurrentForeign() &&
      !site.target.acceptsEverywhere(current.value)
    ) {
      this.broken('What the store calls current is refused by the target');
    }
    if (!this.records.open && this.#logins().length > 1)
      this.broken('No run is open, and the target accepts both logins');
  }

  onAttested(consumer: Consumer, value: SecretValue): void {
    this.#attested.set(consumer.name, value);
  }

  onCatalogRead(names: readonly string[], by: SimulatedProcess): void {
    this.records.onCatalogRead(names, by);
  }

  onStoreCall(name: string, input: object, before: string | undefined): void {
    const site = this.#known();
    if ('value' in input) this.#keep(input.value as SecretValue);
    this.#followStaging(name, input);
    const after = site.currentId();
    if (after === before) return;
    this.#story.tell(() => `the store's current is now version ${after}`);
    this.#keep(site.store.currentOf(PATH)?.value);
    const expected = 'expected' in input ? input.expected : undefined;
    if (expected !== before) {
      this.broken(
        `${name} expected version ${expected} and overwrote version ${before}`,
      );
    }
  }

  onWrite(
    name: 'activate' | 'revoke',
    value: SecretValue,
    { fence }: WriteContext,
  ): void {
    this.#story.tell(
      () =>
        `the target carries out ${name} of ${runLabel(fence.run)}, epoch ${
          fence.epoch
        }: it accepts ${this.#logins().join(' and ')}`,
    );
    this.#writes.set(fence.run, (this.#writes.get(fence.run) ?? 0) + 1);
    if (
      fence.run < this.#fence.run ||
      (fence.run === this.#fence.run && fence.epoch < this.#fence.epoch)
    ) {
      this.broken(
        `The target was changed by ${runLabel(fence.run)}, epoch ${
          fence.epoch
        }, after a newer one`,
      );
    } else this.#fence = fence;
    if (name === 'activate' && !this.#durable.some(each => each.equals(value)))
      this.broken('The target was told a value that no store ever held');
    if (name === 'revoke') this.#judgeAttestations(value);
  }

  /** What the target accepts has changed: nobody who could log in may be left outside. */
  onChange(): void {
    const site = this.#known();
    const served = new Set<string>();
    for (const consumer of site.consumers.all.values()) {
      for (const instance of consumer.instances) {
        if (site.target.acceptsEverywhere(instance.value))
          served.add(instance.id);
        else if (
          this.#served.has(instance.id) &&
          this.#required.names.has(consumer.name)
        ) {
          this.broken(`${instance.id} is left with a login that is refused`);
        }
      }
    }
    this.#served = served;
  }

  /** An instance has loaded another value. */
  onLoaded(): void {
    this.#served.clear();
    this.onChange();
  }

  #judgeAttestations(keep: SecretValue): void {
    for (const name of this.#required.names) {
      if (!this.#attested.get(name)?.equals(keep))
        this.broken(`A login was revoked before ${name} attested the other`);
    }
  }

  #onProgress(run: RunRow, asked: readonly string[]): void {
    if (this.#required.run !== run.id)
      this.#required = { run: run.id, names: new Set() };
    // While a run still looks, what it heard may be lost again; it counts once the run goes on from there.
    if (!LOOKING.includes(run.step))
      for (const name of asked) this.#required.names.add(name);
    if (!isOpen(run.state)) this.#judgeEnd(run);
  }

  /** What a run leaves behind. */
  #judgeEnd(run: RunRow): void {
    const site = this.#known();
    const label = runLabel(run.id);
    this.#story.tell(() => `${label} is ${run.state}`);
    const { plan } = run.pins;
    if (run.state === 'refused') {
      if (this.#writes.has(run.id))
        this.broken(`${label} was refused and had written`);
      return;
    }
    if (site.store.hasStaged(PATH, label) && !this.#stagedAfterwards.has(label))
      this.broken(`${label} is over and its staged value is still there`);
    if (run.state === 'cancelled' || site.isCurrentForeign()) return;
    const stays =
      run.state === 'succeeded' ? plan?.newAccount : plan?.oldAccount;
    const current = site.store.currentOf(PATH)?.value.public('username');
    if (current !== stays)
      this.broken(`${label} is ${run.state} and the store holds ${current}`);
    if (this.#logins().join() !== stays) {
      this.broken(
        `${label} is ${run.state} and the target accepts ${this.#logins().join(
          ' and ',
        )}`,
      );
    }
  }

  #followStaging(name: string, input: object): void {
    if (!('runId' in input)) return;
    if (name === 'store.discardStaged') this.#discarded.add(input.runId);
    if (name === 'store.stage' && this.#discarded.has(input.runId))
      this.#stagedAfterwards.add(input.runId);
  }

  #logins(): string[] {
    return this.#known()
      .target.openLogins()
      .filter(login => LOGINS.includes(login));
  }

  #keep(value: SecretValue | undefined): void {
    if (value && !this.#durable.some(each => each.equals(value)))
      this.#durable.push(value);
  }

  #known(): Site {
    if (!this.#site) throw new Error('The oracle watches no site yet');
    return this.#site;
  }

  /** Something is that must never be. */
  broken(what: string): void {
    if (this.violation !== undefined) return;
    this.violation = what;
    this.#story.tell(() => `VIOLATION: ${what}`);
  }
}
