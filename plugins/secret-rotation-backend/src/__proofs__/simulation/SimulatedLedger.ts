import type { Knex } from 'knex';
import { NO_FAILPOINTS } from '../../engine/failpoints';
import { Ledger } from '../../ledger/Ledger';
import type { ClaimRequest } from '../../ledger/operations/claimRuns';
import type { RunChange } from '../../ledger/operations/commitRun';
import type { Claim } from '../../ledger/operations/leases';
import type { LoadedRun, PendingDecision, RunRow } from '../../ledger/rows';
import type { Network } from './Network';
import type { SimulatedProcess } from './SimulatedProcess';

/** Told of what the ledger carried out, at the moment it did. */
export interface LedgerWatch {
  onClaimed(runs: readonly RunRow[], by: SimulatedProcess): void;
  onRenewed(claims: readonly Claim[], until: number): void;
  onShortened(claims: readonly Claim[], until: number): void;
  onReleased(claim: Claim, now: number): void;
  onCommitted(
    run: RunRow,
    change: RunChange,
    claim: Claim,
    by: SimulatedProcess,
  ): void;
}

/** What a simulated ledger is made of. */
export interface LedgerWiring {
  readonly knex: Knex;
  readonly network: Network;
  readonly watch: LedgerWatch;
  /** Whether a commit compares the epoch. Switched off to show what the comparison is good for. */
  readonly comparesEpochs: boolean;
}

/** The real ledger, behind a network and in a process that may be killed between any two of its statements. */
export class SimulatedLedger extends Ledger {
  readonly #wiring: LedgerWiring;
  readonly #from: SimulatedProcess;

  constructor(wiring: LedgerWiring, from: SimulatedProcess) {
    super(wiring.knex, NO_FAILPOINTS);
    this.#wiring = wiring;
    this.#from = from;
  }

  override claimRuns(request: ClaimRequest): Promise<RunRow[]> {
    return this.#call('claimRuns', async () => {
      const runs = await super.claimRuns(request);
      this.#wiring.watch.onClaimed(runs, this.#from);
      return runs;
    });
  }

  override renewLeases(
    claims: readonly Claim[],
    until: number,
  ): Promise<number> {
    return this.#call('renewLeases', async () => {
      const count = await super.renewLeases(claims, until);
      if (count > 0) this.#wiring.watch.onRenewed(claims, until);
      return count;
    });
  }

  override shortenLeases(
    claims: readonly Claim[],
    until: number,
  ): Promise<void> {
    return this.#call('shortenLeases', async () => {
      await super.shortenLeases(claims, until);
      this.#wiring.watch.onShortened(claims, until);
    });
  }

  override releaseLease(claim: Claim, now: number): Promise<void> {
    return this.#call('releaseLease', async () => {
      await super.releaseLease(claim, now);
      this.#wiring.watch.onReleased(claim, now);
    });
  }

  override loadRun(runId: number): Promise<LoadedRun | undefined> {
    return this.#call('loadRun', () => super.loadRun(runId));
  }

  override commitRun(
    claim: Claim,
    build: (decision: PendingDecision | undefined) => RunChange,
  ): Promise<RunRow> {
    const { comparesEpochs, watch } = this.#wiring;
    return this.#call('commitRun', async () => {
      const changes: RunChange[] = [];
      const under = comparesEpochs ? claim : await this.#newest(claim);
      const run = await super.commitRun(under, decision => {
        const change = build(decision);
        changes.push(change);
        return change;
      });
      for (const change of changes)
        watch.onCommitted(run, change, claim, this.#from);
      // Without the comparison a worker never learns that there is a newer claim than its own.
      return { ...run, epoch: claim.epoch };
    });
  }

  async #newest({ runId }: Claim): Promise<Claim> {
    const loaded = await super.loadRun(runId);
    return { runId, epoch: loaded?.run.epoch ?? 0 };
  }

  #call<T>(name: string, land: () => Promise<T>): Promise<T> {
    return this.#wiring.network.statement({ from: this.#from, name, land });
  }
}
