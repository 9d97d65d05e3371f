import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Agenda } from './Agenda';
import { CALM, type Mood } from './Mood';
import type { Randomness } from './Randomness';
import type { SimulatedProcess } from './SimulatedProcess';
import type { Story } from './Story';

/** How a call fares. */
type Fate = 'heard' | 'lost' | 'unheard' | 'late' | 'refused';

/** How late a call may arrive, in ms: within the lease, after it, in the next run. */
const LATENESS = [6_000, 20_000, 70_000, 400_000];

/** A call on its way. */
export interface Call<T> {
  readonly from: SimulatedProcess;
  /** As the engine names it: `store.promote`. */
  readonly name: string;
  /** Reaches the other side. Whatever it throws is the answer. */
  land(): T | Promise<T>;
}

/**
 * Everything between a worker and the world: each call is sent, lands and is answered as things of their own, with
 * whatever may happen between.
 */
export class Network {
  mood: Mood = CALM;
  /** Asked at every call whether something outside happens now. */
  onCall: () => void = () => {};
  readonly #agenda: Agenda;
  readonly #random: Randomness;
  readonly #story: Story;

  constructor(agenda: Agenda, random: Randomness, story: Story) {
    this.#agenda = agenda;
    this.#random = random;
    this.#story = story;
  }

  /** A call to an adapter. */
  effect<T>(call: Call<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#departs(call.from, () => {
        const { from, name } = call;
        const fate = this.#fate();
        if (fate !== 'heard') {
          this.#story.tell(() => `${from.name}: ${name} is ${fate}`);
        }
        switch (fate) {
          case 'heard':
            return this.#land(call, answer =>
              this.#arrives(from, () => answer(resolve, reject)),
            );
          case 'unheard':
            return this.#land(call, () => {});
          case 'late':
            this.#agenda.add(this.#random.pick(LATENESS), () => {
              this.#story.tell(() => `${from.name}: ${name} lands late`);
              return this.#land(call, () => {});
            });
            return undefined;
          case 'refused':
            this.#arrives(from, () =>
              reject(new UnavailableError('It cannot now')),
            );
            return undefined;
          default:
            return undefined;
        }
      });
    });
  }

  /** A statement to the ledger: one at a time, as in the database. */
  statement<T>(call: Call<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#departs(call.from, async () => {
        const { from, name } = call;
        const isCut = this.#random.chance(this.mood.cut);
        const cut = (when: string) => {
          this.#story.tell(
            () => `${from.name}: the ledger is cut off ${when} ${name}`,
          );
          this.#arrives(from, () => reject(new Error('The connection is cut')));
        };
        if (isCut && this.#random.chance(0.5)) {
          cut('before');
          return;
        }
        await this.#land(call, answer => {
          if (isCut) cut('after');
          else this.#arrives(from, () => answer(resolve, reject));
        });
      });
    });
  }

  #departs(from: SimulatedProcess, act: () => void | Promise<void>): void {
    this.onCall();
    if (this.#random.chance(this.mood.stall)) from.stall();
    this.#agenda.add(this.#random.between(1, 15), act, from);
  }

  #arrives(from: SimulatedProcess, act: () => void): void {
    this.#agenda.add(this.#random.between(1, 15), act, from);
  }

  async #land<T>(
    call: Call<T>,
    then: (
      answer: (
        resolve: (value: T) => void,
        reject: (error: unknown) => void,
      ) => void,
    ) => void,
  ): Promise<void> {
    try {
      const value = await call.land();
      then(resolve => resolve(value));
    } catch (error) {
      then((_, reject) => reject(error));
    }
  }

  #fate(): Fate {
    const { lost, unheard, late, refused } = this.mood;
    if (this.#random.chance(lost)) return 'lost';
    if (this.#random.chance(unheard)) return 'unheard';
    if (this.#random.chance(late)) return 'late';
    return this.#random.chance(refused) ? 'refused' : 'heard';
  }
}
