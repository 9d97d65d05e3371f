import type { LoggerService } from '@backstage/backend-plugin-api';
import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RotationConfiguration } from '../configuration/model';
import type { Clock } from '../ledger/DatabaseClock';
import { LeaseLostError } from '../ledger/errors';
import type { Ledger } from '../ledger/Ledger';
import type { RunRow } from '../ledger/rows';
import { backoffMs, retryAfter, retryDelayMs } from '../workflow/due';
import { positionOf, START, type Position } from '../workflow/position';
import type { Rules } from '../workflow/rules';
import type { Transition } from '../workflow/transition';
import { NO_DEPARTURE, type Departure } from './Departure';
import type { EffectGate } from './EffectGate';
import { failpointAt, type Failpoints } from './failpoints';
import { NO_INSTRUMENTS, type Instruments } from './observability/Instruments';
import { meansOf, type Means } from './means';
import { Slice } from './Slice';
import {
  ask,
  waitUntil,
  type ConsumerSource,
  type Patience,
  type ReachWish,
  type ReachableConsumer,
  type StepContext,
  type StepResult,
} from './StepContext';
import { stepOf } from './steps';
import { errorType } from './errorType';

/** What the engine is made of. */
export interface EngineOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly consumerSource: ConsumerSource;
  readonly gate: EffectGate;
  readonly failpoints: Failpoints;
  readonly patience: Patience;
  readonly rules: Rules;
  readonly logger: LoggerService;
  /** Told after every commit, so that pages can look again. */
  readonly onCommit: (run: RunRow) => void;
  /** Told after every call to an adapter that came back: the run makes progress. */
  readonly onEffect: (run: RunRow) => void;
  readonly instruments?: Instruments;
}

/**
 * Carries a claimed run as far as it goes now.
 *
 * The order of things is what makes it safe to be killed anywhere: the intent to change something is committed, then
 * the change is made, then its outcome is committed together with the next intent. Whatever was not committed is done
 * again after a crash, and every step is written so that doing it again equals doing it once.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #instruments: Instruments;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#instruments = options.instruments ?? NO_INSTRUMENTS;
  }

  /**
   * Goes on with a run until it is over, waits, or needs a person. Returns when that is committed; returns without a
   * word when the lease is lost, because then another worker goes on. When the process is about to end it gives the
   * run back at the next commit.
   */
  async advance(
    claimed: RunRow,
    departure: Departure = NO_DEPARTURE,
  ): Promise<void> {
    const { id: runId, epoch } = claimed;
    try {
      await this.#instruments.slice({ runId, epoch }, () =>
        this.#advance(claimed, departure),
      );
    } catch (error) {
      if (error instanceof LeaseLostError) {
        if (departure.isNow) return;
        this.#instruments.leaseLost();
        this.#options.logger.info(
          `${runLabel(claimed.id)} is owned by another worker now`,
        );
        return;
      }
      throw error;
    }
  }

  async #advance(claimed: RunRow, departure: Departure): Promise<void> {
    const { ledger, clock, failpoints, rules } = this.#options;
    if (departure.isNear) {
      const { id: runId, epoch } = claimed;
      await ledger.releaseLease({ runId, epoch }, clock.now());
      return;
    }
    const loaded = await ledger.loadRun(claimed.id);
    // Paused between claim and here for longer than its lease, a worker would act under its successor's epoch.
    if (loaded?.run.epoch !== claimed.epoch) {
      throw new LeaseLostError(claimed.id);
    }
    const slice = new Slice(loaded, this.#options, departure);
    if (loaded.run.decision) {
      await slice.commitStep();
      if (slice.isGivenBack) return;
    }
    // The claim is the first intent: it says that the run is at work at its committed position.
    let intent = keyOf(slice.run);
    for (;;) {
      const at = positionOf(slice.run);
      if (rules.needsIntent(at.step) && intent !== keyOf(at)) {
        await slice.commitStep();
        if (slice.isGivenBack) return;
        intent = keyOf(slice.run);
        // A person's decision may have turned the run elsewhere.
        if (slice.run.step !== at.step || slice.run.direction !== at.direction)
          continue;
      }
      slice.begin(at);
      const result = await this.#instruments.step(
        { ...at, runId: slice.run.id },
        () => this.#execute(slice, at, departure),
      );
      failpoints.hit(`after:step:${at.step}`, failpointAt(at));
      const next = rules.transition(
        { ...slice.run, ...at },
        result.patch?.waves ?? slice.run.waves,
        result.outcome,
      );
      slice.finish(at, result, next);
      if (next.to === 'step') {
        slice.move(next);
        continue;
      }
      const turned = await slice.commitStop(
        next,
        this.#afterwards(slice.run, next),
      );
      if (!turned) return;
      intent = keyOf(slice.run);
    }
  }

  /** What the end of a run without success means for the schedule. */
  #afterwards(run: RunRow, next: Transition) {
    if (next.to !== 'refused' || run.trigger !== 'schedule') return undefined;
    const now = this.#options.clock.now();
    const again = Math.min(
      retryAfter(now, run.policy.everyMs),
      now + 60 * 60 * 1000,
    );
    return { retryAt: again, dispatchAt: again, scheduleKey: undefined };
  }

  async #execute(
    slice: Slice,
    at: Position,
    departure: Departure,
  ): Promise<StepResult> {
    try {
      const context = this.#contextOf(slice, departure);
      return await stepOf(at, context.means)(context);
    } catch (error) {
      return this.#failed(slice, error);
    }
  }

  /** What an adapter's error means. An unknown error has been made an `UnavailableError` by the gate. */
  #failed(slice: Slice, error: unknown): StepResult {
    const { run, loaded } = slice;
    const now = this.#options.clock.now();
    const { fallbackOwner } = this.#options.configuration;
    const context = { secret: loaded.secret, fallbackOwner };
    if (error instanceof UnavailableError) {
      const until = now + retryDelayMs(run.tries, error.retryAfterMs);
      const atStart =
        run.step === START.step && run.direction === START.direction;
      if (now - slice.view().startedAt > run.policy.verifyDeadlineMs) {
        return ask(
          context,
          `${error.message}. Nothing goes on until it can be asked; what is accepted now stays accepted. ` +
            'Mend it: Keyturn goes on looking by itself.',
          { owner: fallbackOwner, lookAgainAt: until },
        );
      }
      return waitUntil(
        until,
        `${error.message}. ${
          atStart ? 'Nothing was changed' : 'It is tried again'
        }`,
      );
    }
    if (error instanceof DriftError) {
      return ask(
        context,
        `Somebody else changed the secret while the run went on: ${error.message}. Nothing was overwritten.`,
      );
    }
    if (
      error instanceof PermissionDeniedError ||
      error instanceof MisconfiguredError
    ) {
      return ask(context, `${error.message}. ${error.fix}`, {
        owner: fallbackOwner,
      });
    }
    if (error instanceof FencedError) {
      // A worker that lost its lease cannot commit this question. One that holds it has met a mark from the future:
      // the ledger was emptied or restored from a backup, and retrying would never end.
      return ask(
        context,
        'The target carries the mark of a newer run than this portal knows, so it refuses this one. ' +
          'If the portal’s database was emptied or restored from a backup, remove the mark as the page of the ' +
          'rotator says, then recheck.',
        { owner: fallbackOwner },
      );
    }
    if (error instanceof LeaseLostError) throw error;
    const type = errorType(error);
    this.#options.logger.error(
      `${runLabel(run.id)} failed unexpectedly in ${
        run.step
      } (${type}); it is tried again\n${framesOf(error)}`,
    );
    return waitUntil(
      now + backoffMs(run.tries),
      `Unexpected failure in ${run.step}. It is tried again`,
    );
  }

  /** @throws MisconfiguredError when what the run is pinned to is not configured any more */
  #contextOf(slice: Slice, departure: Departure): StepContext {
    const { configuration, gate, clock, consumerSource, patience, rules } =
      this.#options;
    const { binding } = slice.run.pins;
    const store = configuration.stores.get(binding.store);
    const rotator = configuration.rotators.get(binding.rotator);
    if (!store) throw notConfigured('Store', binding.store);
    if (!rotator) throw notConfigured('Rotator', binding.rotator);
    const means = meansOf(store.adapter, rotator.adapter);
    refuseOtherMeans(slice.run, means);
    const fence = { run: slice.run.id, epoch: slice.run.epoch };
    const call: StepContext['read'] = async (name, act) => {
      if (departure.isNow) throw new LeaseLostError(slice.run.id);
      const answer = await gate.call(failpointAt(slice.run), name, act);
      this.#options.onEffect(slice.run);
      return answer;
    };
    return {
      ...slice.view(),
      policy: slice.run.policy,
      patience,
      rules,
      store: store.adapter,
      rotator: rotator.adapter,
      means,
      options: rotator.adapter.parseOptions(binding.options),
      fence,
      fallbackOwner: configuration.fallbackOwner,
      consumerSource,
      memory: slice.memory,
      now: () => clock.now(),
      read: call,
      write: (name, act) => call(name, context => act({ ...context, fence })),
      reach: wish => this.reach(wish),
    };
  }

  /** Finds the adapter of a consumer. */
  reach(wish: ReachWish): ReachableConsumer | undefined {
    const entry =
      wish.entry === undefined
        ? undefined
        : this.#options.configuration.consumers.get(wish.entry);
    return (
      entry && {
        adapter: entry.adapter,
        health: entry.health,
        entity: wish.entity,
        workerLabels: entry.workerLabels,
      }
    );
  }
}

function notConfigured(what: string, name: string): MisconfiguredError {
  return new MisconfiguredError(
    `${what} "${name}" is not configured any more`,
    'Restore it, then recheck.',
  );
}

const BEGAN: Readonly<Record<Means['by'], string>> = {
  keyturn: 'made the values itself',
  manager: 'left the rotation to the secrets manager',
  person: 'left the rotation to a person',
};

/**
 * What one of the two has begun the other cannot finish.
 * @throws MisconfiguredError when the configuration was changed meanwhile
 */
function refuseOtherMeans({ pins }: RunRow, { by }: Means): void {
  if (!pins.plan) return;
  const { delegated, manual } = pins.plan;
  const byOthers = manual ? 'person' : 'keyturn';
  const began = delegated ? 'manager' : byOthers;
  if (began === by) return;
  throw new MisconfiguredError(
    `Rotator "${pins.binding.rotator}" ${BEGAN[began]} when the run began`,
    'Restore its entry until the run is over, then recheck.',
  );
}

function keyOf(at: Position): string {
  return `${at.direction}/${at.step}/${at.wave}`;
}

/** Where an error came from, without its text: frames name code, never data. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter(line => line.startsWith('    at '))
    .slice(0, 8)
    .join('\n');
}
