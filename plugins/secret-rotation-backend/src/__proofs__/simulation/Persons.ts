import {
  isOpen,
  RUN_CAUSES,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RunRow } from '../../ledger/rows';
import { possibleDecisions } from '../../workflow/transition';
import type { Agenda } from './Agenda';
import type { Portal } from './Portal';
import type { Randomness } from './Randomness';

/** How long a person takes to look, in ms. */
const REACTIONS = [2_000, 30_000, 240_000];

/** How often a person who makes all well looks again before turning back. */
const RECHECKS = 3;

/** What the persons of a world know. */
export interface PersonsGround {
  readonly portal: Portal;
  readonly agenda: Agenda;
  readonly random: Randomness;
  latest(): RunRow | undefined;
}

/** The persons of a world: they start runs, answer what they are asked, and change their minds. */
export class Persons {
  readonly #ground: PersonsGround;
  /** The run that somebody is about to answer. */
  #answering: number | undefined;
  #isReasonable = false;
  #rechecks = 0;

  constructor(ground: PersonsGround) {
    this.#ground = ground;
  }

  /** Two persons start a run at once, and the schedule may do so before. */
  async start(): Promise<void> {
    const { portal, random } = this.#ground;
    if (random.chance(0.5)) await portal.dispatchTwice();
    await portal.startTwice(random.pick(RUN_CAUSES));
  }

  /** Somebody decides about the open run, asked or not. */
  async meddle(): Promise<void> {
    const { latest, portal, random } = this.#ground;
    const run = latest();
    if (this.#isReasonable || !run || !isOpen(run.state)) return;
    const standsStill = run.state === 'waiting' || run.state === 'blocked';
    const choices = possibleDecisions(run, standsStill, run.turn?.about);
    if (choices.length > 0) await portal.decide(run, random.pick(choices));
  }

  /** From now on whoever is asked looks again, and turns back when that does not help. */
  beReasonable(open: RunRow | undefined): void {
    this.#isReasonable = true;
    this.#answering = undefined;
    if (open) this.onRun(open);
  }

  /** Whoever is asked answers after a while. */
  onRun(run: RunRow, mend: () => void = () => {}): void {
    if (run.state !== 'blocked' || this.#answering === run.id) return;
    this.#answering = run.id;
    const { agenda, random } = this.#ground;
    agenda.add(random.pick(REACTIONS), async () => {
      this.#answering = undefined;
      mend();
      if (this.#isReasonable) await this.#answer();
      else await this.meddle();
      // What changed nothing is asked again.
      const after = this.#ground.latest();
      if (after) this.onRun(after, mend);
    });
  }

  async #answer(): Promise<void> {
    const { latest, portal } = this.#ground;
    const run = latest();
    if (run?.state !== 'blocked') return;
    this.#rechecks += 1;
    const isTired =
      this.#rechecks > RECHECKS &&
      possibleDecisions(run, true).includes('rollback');
    await portal.decide(run, isTired ? 'rollback' : 'recheck');
  }
}
