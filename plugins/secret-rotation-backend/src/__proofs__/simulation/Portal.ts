import {
  OPEN_RUN_STATES,
  type Decision,
  type RunCause,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Policy, RotationConfiguration } from '../../configuration';
import { STEP_VERSION } from '../../engine/Worker';
import { runRows, secretRows, type DbRow } from '../../ledger/columns';
import { Ledger } from '../../ledger/Ledger';
import type { RunRow, SecretRow } from '../../ledger/rows';
import { dispatch } from '../../schedule/dispatch';
import type { Agenda } from './Agenda';
import type { RunRecords } from './RunRecords';
import type { SimulatedDatabase } from './SimulatedDatabase';
import { PATH } from './Site';
import type { Story } from './Story';

const ANA = { kind: 'user' as const, ref: 'user:default/ana' };

/** What a portal is made of. */
export interface PortalWiring {
  readonly database: SimulatedDatabase;
  readonly agenda: Agenda;
  readonly records: RunRecords;
  readonly story: Story;
  readonly policy: Policy;
  /** What the schedule of this portal knows. */
  readonly configuration: RotationConfiguration;
}

/** What persons and the schedule do to the ledger. They may do it twice at once. */
export class Portal {
  readonly #wiring: PortalWiring;
  readonly #ledger: Ledger;
  readonly #secret: SecretRow;

  static async open(wiring: PortalWiring): Promise<Portal> {
    const { database, agenda, policy } = wiring;
    const { knex } = database;
    const [row] = await knex('secrets')
      .insert(
        secretRows.toDb({
          entityRef: 'resource:default/payments-db-login',
          namespace: 'default',
          name: 'payments-db-login',
          owner: 'group:default/team-payments',
          store: 'vault',
          path: PATH,
          rotator: 'postgres',
          policy: policy.name,
          options: { users: ['payments_a', 'payments_b'] },
          binding: 'enrolled',
          bindingHash: 'hash',
          enrolledHash: 'hash',
          lastVersion: 0,
          consumerCount: 1,
          rotatedAt: agenda.now - (policy.everyMs ?? 0),
          dueAt: agenda.now,
          dispatchAt: agenda.now,
          seenAt: agenda.now,
        }),
      )
      .returning('*');
    const ledger = await Ledger.create({
      getClient: async () => knex,
      migrations: { skip: true },
    });
    return new Portal(wiring, ledger, secretRows.fromDb(row));
  }

  private constructor(wiring: PortalWiring, ledger: Ledger, secret: SecretRow) {
    this.#wiring = wiring;
    this.#ledger = ledger;
    this.#secret = secret;
  }

  get secretId(): number {
    return this.#secret.id;
  }

  /** Two persons ask for a run at the same moment. */
  async startTwice(cause: RunCause): Promise<void> {
    const { agenda, policy, story } = this.#wiring;
    const wish = {
      secret: this.#secret,
      kind: 'rotate' as const,
      trigger: 'manual' as const,
      cause,
      requestedBy: ANA,
      policy,
      stepVersion: STEP_VERSION,
      needs: [],
      now: agenda.now,
    };
    const made = await Promise.all([
      this.#ledger.createRun(wish),
      this.#ledger.createRun(wish),
    ]);
    story.tell(
      () =>
        `two persons start a ${cause} run: ${made.map(m => m.kind).join(', ')}`,
    );
    for (const each of made)
      if (each.kind === 'created') this.#wiring.records.note(each.run);
  }

  /** The schedule's tick comes twice at the same moment. */
  async dispatchTwice(): Promise<void> {
    const { agenda, story, configuration } = this.#wiring;
    const options = {
      ledger: this.#ledger,
      clock: { sync: async () => agenda.now, now: () => agenda.now },
      configuration,
    };
    const counts = await Promise.all([dispatch(options), dispatch(options)]);
    story.tell(() => `the schedule ticks twice: ${counts.join(' + ')} runs`);
    const rows: DbRow[] = await this.#ledger
      .knex('runs')
      .whereIn('state', [...OPEN_RUN_STATES]);
    for (const row of rows) this.#wiring.records.note(runRows.fromDb(row));
  }

  /** A person decides about a run. */
  async decide(run: RunRow, kind: Decision): Promise<void> {
    const { agenda, story, records } = this.#wiring;
    const decided = await this.#ledger.recordDecision(
      run.id,
      {
        kind,
        actor: ANA,
        reason: 'simulated',
        at: agenda.now,
        consumers: kind === 'release' ? run.turn?.consumers : undefined,
      },
      this.#secret.entityRef,
    );
    story.tell(
      () => `a person asks for ${kind} of R-${run.id}: ${decided.kind}`,
    );
    records.note(decided.run);
  }
}
