import { deepStrictEqual } from 'node:assert';
import {
  DECISIONS,
  type Decision,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import fc from 'fast-check';
import { wishFor } from '../../__testUtils__/ledgerRows';
import { LeaseLostError } from '../errors';
import type { Ledger } from '../Ledger';
import type { PendingDecision, RunRow, SecretRow } from '../rows';
import type { Ending, PlainRuns } from './PlainRuns';

/** The verbs of the ledger that workers, the schedule and persons use on a run. */
export type RunVerbs = Pick<
  Ledger,
  | 'claimRuns'
  | 'renewLeases'
  | 'releaseLease'
  | 'shortenLeases'
  | 'commitRun'
  | 'createRun'
  | 'recordDecision'
>;

/** The real ledger under test, with a few secrets. */
export interface RealRuns {
  readonly verbs: RunVerbs;
  readonly secrets: readonly SecretRow[];
}

const LEASE_MS = 30_000;
const WAIT_MS = 5_000;

type Command = fc.AsyncCommand<PlainRuns, RealRuns>;

/** A command that is possible whenever, and what it does to the model and to the ledger. */
function command(
  name: string,
  run: (model: PlainRuns, real: RealRuns) => Promise<void>,
): Command {
  return { check: () => true, run, toString: () => name };
}

const create = (index: number) =>
  command(`create(${index})`, async (model, { verbs, secrets }) => {
    const secret = secrets[index];
    const open = model.openRunOf(secret.id);
    const result = await verbs.createRun(wishFor(secret, { now: model.now }));
    deepStrictEqual(result.kind, open ? 'occupied' : 'created');
    if (result.kind !== 'created') return;
    const { id } = result.run;
    model.runs.set(id, {
      id,
      secretId: secret.id,
      state: 'queued',
      epoch: 0,
      nextAt: model.now,
    });
  });

const claim = (worker: string, limit: number) =>
  command(`claim(${worker}, ${limit})`, async (model, { verbs }) => {
    const due = model.due();
    const answer = await verbs.claimRuns({
      now: model.now,
      limit,
      leaseMs: LEASE_MS,
      worker,
      stepVersion: 1,
      labels: [],
    });
    // Copied, because the driver's list is not of the test's realm.
    const claimed = [...answer];
    // Of two that became due at the same time either may come first.
    deepStrictEqual(
      claimed
        .map(({ id }) => model.get(id).nextAt ?? NaN)
        .sort((a, b) => a - b),
      due.slice(0, limit).map(({ nextAt }) => nextAt),
    );
    for (const { id, epoch } of claimed) {
      const run = model.get(id);
      deepStrictEqual(epoch, run.epoch + 1);
      Object.assign(run, {
        epoch,
        state: 'running',
        nextAt: model.now + LEASE_MS,
      });
      model.drop(worker, id);
      model.heldBy(worker).push({ runId: id, epoch });
    }
  });

const renew = (worker: string) =>
  command(`renew(${worker})`, async (model, { verbs }) => {
    const held = model.heldBy(worker);
    const until = model.now + LEASE_MS;
    const owned = held
      .filter(each => model.isNewest(each))
      .map(({ runId }) => model.get(runId))
      .filter(run => run.state === 'running');
    deepStrictEqual(await verbs.renewLeases(held, until), owned.length);
    for (const run of owned) run.nextAt = until;
  });

const release = (worker: string, how: 'releaseLease' | 'shortenLeases') =>
  command(`${how}(${worker})`, async (model, { verbs }) => {
    const [held] = model.heldBy(worker);
    if (!held) return;
    const run = model.get(held.runId);
    const owned = model.isNewest(held) && run.state === 'running';
    if (how === 'releaseLease') {
      await verbs.releaseLease(held, model.now);
      if (owned) Object.assign(run, { state: 'queued', nextAt: model.now });
    } else {
      const until = model.now + WAIT_MS;
      await verbs.shortenLeases([held], until);
      if (owned) run.nextAt = Math.min(run.nextAt ?? until, until);
    }
    model.drop(worker, run.id);
  });

/** What a commit writes, as the engine would. */
function changeOf(ending: Ending, now: number): Partial<RunRow> {
  switch (ending) {
    case 'goes-on':
      return { state: 'running', turn: undefined };
    case 'waits':
      return {
        state: 'waiting',
        nextAt: now + WAIT_MS,
        turn: { who: 'keyturn', cause: 'a cause', troubled: false },
      };
    case 'asks':
      return {
        state: 'blocked',
        nextAt: undefined,
        turn: { who: 'person', owner: 'group:default/g', question: 'What?' },
      };
    default:
      return {
        state: 'succeeded',
        nextAt: undefined,
        turn: undefined,
        closedAt: now,
      };
  }
}

const commit = (worker: string, ending: Ending) =>
  command(`commit(${worker}, ${ending})`, async (model, { verbs }) => {
    const [held] = model.heldBy(worker);
    if (!held) return;
    const run = model.get(held.runId);
    const change = changeOf(ending, model.now);
    let heard: PendingDecision | undefined;
    const outcome = await verbs
      .commitRun(held, decision => {
        heard = decision;
        return {
          run: { ...change, decision: undefined },
          steps: [],
          consumers: [],
          versions: [],
          audit: [],
        };
      })
      .then(
        () => 'committed',
        error => {
          if (!(error instanceof LeaseLostError)) throw error;
          return 'lost';
        },
      );
    const owned = model.isNewest(held);
    deepStrictEqual(outcome, owned ? 'committed' : 'lost');
    if (ending !== 'goes-on' || !owned) model.drop(worker, run.id);
    if (!owned) return;
    // A decision is heard by exactly one commit.
    deepStrictEqual(heard?.kind, run.decision);
    const { state, nextAt = run.nextAt } = change;
    Object.assign(run, {
      decision: undefined,
      state,
      nextAt: ending === 'asks' || ending === 'ends' ? undefined : nextAt,
    });
  });

const decide = (index: number, kind: Decision) =>
  command(`decide(${index}, ${kind})`, async (model, { verbs, secrets }) => {
    const run = model.openRunOf(secrets[index].id);
    if (!run) return;
    const standsStill = run.state === 'waiting' || run.state === 'blocked';
    // The runs of this test stay in preflight: they may end, and be looked at again where they stand still.
    const possible = run.decision
      ? run.decision === kind
      : kind === 'cancel' || (kind === 'recheck' && standsStill);
    const { kind: answer } = await verbs.recordDecision(
      run.id,
      {
        kind,
        actor: { kind: 'user', ref: 'user:default/ana' },
        reason: 'A test decides',
        at: model.now,
      },
      'resource:default/any',
    );
    deepStrictEqual(answer, possible ? 'recorded' : 'impossible');
    if (!possible || run.decision) return;
    run.decision = kind;
    if (standsStill) Object.assign(run, { state: 'queued', nextAt: model.now });
  });

const pass = (ms: number) =>
  command(`pass(${ms})`, async model => {
    model.now += ms;
  });

/** Sequences of everything that may happen to a few secrets with three workers. */
export function claimCommands(secretCount: number) {
  const worker = fc.constantFrom('w1', 'w2', 'w3');
  const secret = fc.nat(secretCount - 1);
  return fc.commands<PlainRuns, RealRuns, false>(
    [
      secret.map(create),
      fc
        .tuple(worker, fc.integer({ min: 1, max: 3 }))
        .map(([w, n]) => claim(w, n)),
      worker.map(renew),
      fc
        .tuple(
          worker,
          fc.constantFrom('releaseLease' as const, 'shortenLeases' as const),
        )
        .map(([w, how]) => release(w, how)),
      fc
        .tuple(
          worker,
          fc.constantFrom<Ending>('goes-on', 'waits', 'asks', 'ends'),
        )
        .map(([w, ending]) => commit(w, ending)),
      fc
        .tuple(secret, fc.constantFrom<Decision>(...DECISIONS))
        .map(([index, kind]) => decide(index, kind)),
      fc
        .constantFrom(1, WAIT_MS, LEASE_MS - 1, LEASE_MS, 2 * LEASE_MS)
        .map(pass),
    ],
    { maxCommands: 40, size: 'max' },
  );
}
