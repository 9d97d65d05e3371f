import { setTimeout as delay } from 'node:timers/promises';
import type {
  Fields,
  LoginAnswer,
  StoredCopy,
  StoreView,
  TargetTraits,
  TargetView,
} from '../strategies';
import { judgePoll } from './judge';
import type { EndSight, OracleReport, Poll } from './sight';

/** Tells which versions a consumer has connections with. */
export interface ConsumerView {
  readonly name: string;
  uses(): Promise<readonly string[]>;
}

/** What the oracle looks at, each by its own credential. */
export interface OracleViews {
  readonly store: StoreView;
  readonly target: TargetView;
  readonly overlap: TargetTraits['overlap'];
  readonly consumers: readonly ConsumerView[];
}

const PAUSE_MS = 150;

/**
 * Looks at store, target and consumers all the time and says what is wrong. Values stay in its memory, so that it can
 * still try one that is gone from the store.
 */
export class Oracle {
  readonly #views: OracleViews;
  #seen = new Map<string, Fields>();
  #first: Fields | undefined;
  #elder: Fields | undefined;
  #accepted = 0;
  readonly #violations = new Set<string>();
  #isStopped = false;
  #polling: Promise<void> = Promise.resolve();

  constructor(views: OracleViews) {
    this.#views = views;
  }

  /** Forgets what was, and takes the present value as the old one. */
  async begin(): Promise<void> {
    await this.#polling;
    this.#seen = new Map();
    this.#accepted = 0;
    this.#violations.clear();
    const { copy } = await this.#current();
    if (copy && this.#first && keyOf(copy.fields) !== keyOf(this.#first)) {
      this.#elder = this.#first;
    }
    this.#first = copy?.fields;
  }

  /** Polls until {@link stop}. */
  async watch(): Promise<void> {
    while (!this.#isStopped) {
      this.#polling = this.#poll();
      await this.#polling;
      await delay(PAUSE_MS);
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Looks once more, at everything, and tells what there was since {@link begin}. */
  async report(): Promise<OracleReport> {
    await this.#polling;
    const end = await this.#lookAtEnd();
    return {
      accepted: this.#accepted,
      violations: [...this.#violations],
      end,
    };
  }

  async #poll(): Promise<void> {
    let poll: Poll;
    try {
      poll = await this.#look();
    } catch {
      return; // not everything answered; a poll that sees nothing proves nothing, and too few of them are a violation
    }
    const { answers } = poll.current;
    if (answers.length > 0 && answers.every(each => each === 'accepted')) {
      this.#accepted += 1;
    }
    judgePoll(poll, this.#views.overlap).forEach(each =>
      this.#violations.add(each),
    );
  }

  async #look(): Promise<Poll> {
    const { target, store, consumers } = this.#views;
    const before = await Promise.all(consumers.map(each => each.uses()));
    const { id, copy, copies } = await this.#current();
    const tried = await this.#tryAll(copies);
    const answers = copy ? await target.login(copy.fields) : [];
    const idAfter = await store.current();
    const copiesAfter = await store.copies();
    const after = await Promise.all(consumers.map(each => each.uses()));
    return {
      current: { before: id, after: idAfter, answers },
      copies: tried,
      isSteady: keysOf(copies) === keysOf(copiesAfter),
      consumers: consumers.map(({ name }, index) => ({
        name,
        before: before[index],
        after: after[index],
      })),
    };
  }

  async #current() {
    const { store } = this.#views;
    const id = await store.current();
    const copies = await store.copies();
    for (const { fields } of copies) this.#seen.set(keyOf(fields), fields);
    const copy = copies.find(each => !each.isStaged && each.id === id);
    return { id, copy, copies };
  }

  /** Versions that hold the same value are tried once. */
  async #tryAll(copies: readonly StoredCopy[]): Promise<Poll['copies']> {
    const answers = new Map<string, LoginAnswer[]>();
    for (const { fields } of copies) {
      if (answers.has(keyOf(fields))) continue;
      answers.set(keyOf(fields), await this.#views.target.login(fields));
    }
    return copies.map(({ id, isStaged, fields }) => ({
      id,
      isStaged,
      answers: answers.get(keyOf(fields)) ?? [],
    }));
  }

  async #lookAtEnd(): Promise<EndSight> {
    const { target } = this.#views;
    const { id, copy, copies } = await this.#current();
    const current = copy && keyOf(copy.fields);
    const others = [...this.#seen.entries()].filter(([key]) => key !== current);
    const answersOfOthers: LoginAnswer[][] = [];
    for (const [, fields] of others) {
      answersOfOthers.push(await target.login(fields));
    }
    return {
      hasChanged: current !== (this.#first && keyOf(this.#first)),
      current: { id, answers: copy ? await target.login(copy.fields) : [] },
      others: answersOfOthers,
      elder: this.#elder && (await target.login(this.#elder)),
      copies: copies.map(each => ({
        id: each.id,
        isStaged: each.isStaged,
        isCurrentValue: keyOf(each.fields) === current,
      })),
    };
  }
}

function keyOf(fields: Fields): string {
  return JSON.stringify(Object.entries(fields).sort());
}

function keysOf(copies: readonly StoredCopy[]): string {
  return JSON.stringify(
    copies.map(({ id, fields }) => [id, keyOf(fields)]).sort(),
  );
}
