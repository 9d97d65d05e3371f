import { PAYMENTS } from '../replicas/world/secrets';
import type { FaultWorld, Fields } from './FaultWorld';
import { isNewVersion } from './requests';

/** One run of a test, and what journals outside of Keyturn say that happened since it began. */
export class Rotation {
  readonly id: number;
  /** What services read when it began. */
  readonly before: Fields;
  readonly #world: FaultWorld;
  readonly #count: Awaited<ReturnType<FaultWorld['count']>>;

  static async begin(world: FaultWorld): Promise<Rotation> {
    const before = await world.current();
    const count = await world.count();
    const { id } = await world.startRun('A test');
    return new Rotation(world, { id, before, count });
  }

  /** Begins one that is on its way back: asked for while its promotion was under way. */
  static async beginRollback(world: FaultWorld): Promise<Rotation> {
    const promotion = world.store.holdRequest(isNewVersion);
    const rotation = await Rotation.begin(world);
    const held = await promotion;
    await world.portal.api.rollbackRun(rotation.id, 'A test');
    await held.release();
    return rotation;
  }

  private constructor(
    world: FaultWorld,
    begun: {
      id: number;
      before: Fields;
      count: Awaited<ReturnType<FaultWorld['count']>>;
    },
  ) {
    this.#world = world;
    this.#count = begun.count;
    this.id = begun.id;
    this.before = begun.before;
  }

  /** The login that it leads to. */
  get newLogin(): string {
    const login = PAYMENTS.logins.find(each => each !== this.before.username);
    if (!login) throw new Error('There is no other login');
    return login;
  }

  /** Changes of logins, by the target's own log. */
  get alters(): string[] {
    return this.#count.alters();
  }

  /** Waits for its end. @returns what is so then, by the store, the target and the services themselves */
  async end() {
    const { state } = await this.#world.closed(this.id);
    const after = await this.#world.current();
    return {
      state,
      login: after.username,
      current: await this.#world.login(after),
      before: await this.#world.login(this.before),
      newVersions: await this.#count.newVersions(),
      alters: this.alters,
      failedQueries: this.#count.failedQueries(),
    };
  }

  /** How it ends when nothing is lost: absolute effects may be asked for again, with the same outcome. */
  rotated({ activations = 1, revocations = 1 } = {}) {
    return {
      state: 'succeeded',
      login: this.newLogin,
      current: 'accepted',
      before: 'refused',
      newVersions: 1,
      alters: [
        ...Array(activations).fill(`activated ${this.newLogin}`),
        ...Array(revocations).fill(`revoked ${this.before.username}`),
      ],
      failedQueries: 0,
    };
  }

  /** How it ends when it goes back after its promotion: the old value is written anew and was never refused. */
  rolledBack() {
    return {
      state: 'rolled-back',
      login: this.before.username,
      current: 'accepted',
      before: 'accepted',
      newVersions: 2,
      alters: [`activated ${this.newLogin}`, `revoked ${this.newLogin}`],
      failedQueries: 0,
    };
  }
}
