import { loginOf } from '../../__testUtils__/InMemoryTarget';
import type { Agenda } from './Agenda';
import type { Randomness } from './Randomness';
import { PATH, type Site } from './Site';
import type { Story } from './Story';

/** What the disturbances act on. */
export interface DisturbanceGround {
  readonly site: Site;
  readonly agenda: Agenda;
  readonly random: Randomness;
  readonly story: Story;
  /** Whether a login may be refused at any moment now. */
  isRevoking(): boolean;
}

/** How long a trouble lasts, in ms. */
const SPELLS = [1_000, 15_000, 60_000, 300_000];

/** What happens outside while runs go on. Each trouble passes by itself, or when all is made well at the end. */
export class Disturbances {
  readonly #ground: DisturbanceGround;
  readonly #kinds: ReadonlyArray<() => void>;
  /** What ends the present troubles. */
  readonly #remedies = new Set<() => void>();
  #deployed = 0;

  constructor(ground: DisturbanceGround) {
    this.#ground = ground;
    this.#kinds = [
      () => this.#writeForeignValue(),
      () => this.#writeCurrentAgain(),
      () => this.#putBackOlderValue(),
      () => this.#troubleConsumer('isDeaf', 'hears nothing'),
      () => this.#troubleConsumer('isIll', 'is ill'),
      () => this.#troubleConsumer('isUnreachable', 'cannot be reached'),
      () => this.addConsumer(),
      () => this.#joinLate(),
      () => this.#removeConsumer(),
      () => this.#restartInstance(),
      () => this.#troubleStore(),
      () => this.#troubleTarget(),
      () => this.#troubleReplica(),
      () => this.#expireAdmin(),
    ];
  }

  /** One of them happens. */
  strike(): void {
    this.#ground.random.pick(this.#kinds)();
  }

  /**
   * All is made well: troubles end, a foreign value gives way to the one before it, and the catalog knows everybody.
   */
  heal(): void {
    for (const remedy of [...this.#remedies]) remedy();
    const { catalog, consumers } = this.#ground.site;
    for (const name of consumers.all.keys()) catalog.add(name);
    consumers.restartRefused();
  }

  /** A consumer that uses what is current and that the catalog knows. */
  addConsumer(): void {
    const name = this.#deploy();
    this.#ground.site.catalog.add(name);
    this.#tell(`the catalog knows ${name}`);
  }

  #deploy(): string {
    this.#deployed += 1;
    const name = `service-${this.#deployed}`;
    this.#ground.site.consumers.deploy(name);
    this.#tell(`${name} starts`);
    return name;
  }

  /** A consumer is there long before the catalog learns of it. */
  #joinLate(): void {
    const { site, agenda, random } = this.#ground;
    const name = this.#deploy();
    const consumer = site.consumers.all.get(name);
    if (consumer && random.chance(0.5)) {
      consumer.isDeaf = true;
      this.#remedies.add(() => {
        consumer.isDeaf = false;
      });
    }
    agenda.add(random.pick(SPELLS), () => {
      site.catalog.add(name);
      this.#tell(`the catalog learns of ${name}`);
    });
  }

  #removeConsumer(): void {
    const { site, random } = this.#ground;
    if (site.catalog.size < 2) return;
    const name = random.pick([...site.catalog]);
    site.catalog.delete(name);
    this.#tell(`${name} leaves the catalog and runs on`);
  }

  #restartInstance(): void {
    const { site, random } = this.#ground;
    const consumer = random.pick([...site.consumers.all.values()]);
    const instance = random.pick(consumer.instances);
    this.#tell(`${instance.id} restarts`);
    site.consumers.load(instance);
  }

  #troubleConsumer(
    trouble: 'isDeaf' | 'isIll' | 'isUnreachable',
    words: string,
  ): void {
    const { site, random } = this.#ground;
    const consumer = random.pick([...site.consumers.all.values()]);
    this.#spell(`${consumer.name} ${words}`, isOn => {
      consumer[trouble] = isOn;
    });
  }

  #troubleStore(): void {
    const { site } = this.#ground;
    this.#spell('the store is sealed', isOn => {
      site.isStoreSealed = isOn;
    });
  }

  #troubleTarget(): void {
    const { site } = this.#ground;
    this.#spell('the target is silent', isOn => {
      site.target.isDark = isOn;
    });
  }

  #troubleReplica(): void {
    const { site } = this.#ground;
    this.#spell('endpoint 2 of the target is cut off', isOn => {
      site.target.isReplicaCutOff = isOn;
      if (!isOn) site.target.catchUp();
    });
  }

  #expireAdmin(): void {
    const { site } = this.#ground;
    this.#spell('the operator’s credential has expired', isOn => {
      site.isAdminExpired = isOn;
    });
  }

  /** Somebody writes a value of their own; later they put the value back that was there before. */
  #writeForeignValue(): void {
    const { site, random } = this.#ground;
    const before = site.store.currentOf(PATH)?.value;
    if (!before || site.isCurrentForeign()) return;
    const login = random.pick(['payments_a', 'payments_b', 'somebody']);
    this.#spell(`somebody else writes a value for ${login}`, isOn => {
      if (isOn) site.writeAsForeigner(loginOf(login, 'foreign-password'));
      // Whoever wrote over it meanwhile knew what they did.
      else if (site.isCurrentForeign()) site.store.put(PATH, before);
    });
  }

  /** Somebody writes the present value once more: the same words under another number. */
  #writeCurrentAgain(): void {
    const { site } = this.#ground;
    const current = site.store.currentOf(PATH);
    if (!current || site.isCurrentForeign()) return;
    site.store.put(PATH, current.value);
    this.#tell('somebody writes the current value once more');
  }

  /**
   * Somebody puts back an older version that still works, and later what was there before. Between the engine's last
   * look and its revoke nobody can be kept from doing so; that moment is left out here.
   */
  #putBackOlderValue(): void {
    const { site, isRevoking } = this.#ground;
    const before = site.store.currentOf(PATH);
    const older = site.store.valueOf(PATH, String(Number(before?.id) - 1));
    if (!before || !older || isRevoking() || site.isCurrentForeign()) return;
    if (older.equals(before.value) || !site.target.acceptsEverywhere(older))
      return;
    let put: string | undefined;
    this.#spell(
      'somebody puts the version before the current one back',
      isOn => {
        if (isOn) put = site.store.put(PATH, older);
        else if (
          site.currentId() === put &&
          !isRevoking() &&
          site.target.acceptsEverywhere(before.value)
        )
          site.store.put(PATH, before.value);
      },
    );
  }

  /** A trouble begins, and ends after a while. */
  #spell(words: string, turn: (isOn: boolean) => void): void {
    const { agenda, random } = this.#ground;
    this.#tell(words);
    turn(true);
    const remedy = () => {
      if (!this.#remedies.delete(remedy)) return;
      this.#tell(`no more: ${words}`);
      turn(false);
    };
    this.#remedies.add(remedy);
    agenda.add(random.pick(SPELLS), remedy);
  }

  #tell(line: string): void {
    this.#ground.story.tell(() => line);
  }
}
