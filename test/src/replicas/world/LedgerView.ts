import type { RunningPostgres } from '@keyturn/dev-peers';
import { PORTAL_DATABASE } from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import { eventually } from './eventually';
import type { WorldSecret } from './secrets';

const SCHEMA = '"secret-rotation"';

// A secret that no run has touched yet may be taken over by its enrolment at any time.
const PICTURE = [
  `select * from ${SCHEMA}.runs order by id`,
  `select * from ${SCHEMA}.run_steps order by run_id, direction, step, wave`,
  `select * from ${SCHEMA}.run_consumers order by run_id, entity_ref`,
  `select * from ${SCHEMA}.versions where secret_id in (select secret_id from ${SCHEMA}.runs) order by secret_id, number`,
  `select * from ${SCHEMA}.audit where run_id is not null order by id`,
  `select rolname, rolcanlogin, rolpassword, shobj_description(oid, 'pg_authid') from pg_authid order by 1`,
];

/** A run as the ledger has it. */
export interface RunFacts {
  readonly id: number;
  readonly state: string;
  readonly direction: string;
  readonly step: string;
  readonly epoch: number;
  /** The process that claimed it last. */
  readonly pid?: number;
  readonly isClosed: boolean;
}

/** Looks into the database that the replicas share, with the server's own superuser. */
export class LedgerView {
  readonly #client: Client;
  readonly #server: RunningPostgres;

  static async open(server: RunningPostgres): Promise<LedgerView> {
    const client = new Client({
      connectionString: server.connectionString(PORTAL_DATABASE),
      application_name: 'keyturn-replica-tests',
    });
    await client.connect();
    return new LedgerView(client, server);
  }

  private constructor(client: Client, server: RunningPostgres) {
    this.#server = server;
    this.#client = client;
  }

  /** The runs of a secret since one of them, oldest first. */
  async runsSince({ name }: WorldSecret, after: number): Promise<RunFacts[]> {
    const rows = await this.sql(
      `select r.id, r.state, r.direction, r.step, r.epoch, r.worker, r.closed_at
         from ${SCHEMA}.runs r join ${SCHEMA}.secrets s on s.id = r.secret_id
        where s.entity_ref = $1 and r.id > $2 order by r.id`,
      [`resource:default/${name}`, after],
    );
    return rows.map(row => ({
      id: Number(row.id),
      state: String(row.state),
      direction: String(row.direction),
      step: String(row.step),
      epoch: Number(row.epoch),
      pid: row.worker ? Number(String(row.worker).split(':')[1]) : undefined,
      isClosed: row.closed_at !== null,
    }));
  }

  /** The number of the newest run of all. */
  async newestRun(): Promise<number> {
    const [{ id }] = await this.sql(
      `select coalesce(max(id), 0) as id from ${SCHEMA}.runs`,
    );
    return Number(id);
  }

  /** Everything that runs have written, and what the target keeps of the logins, as one text to compare. */
  async picture(): Promise<string> {
    const parts: unknown[] = [];
    for (const query of PICTURE) parts.push(await this.sql(query));
    return JSON.stringify(parts, null, 1);
  }

  /** Whether a run could be claimed: it is open, and its lease has ended. */
  async isOverdue(runId: number): Promise<boolean> {
    const [{ overdue }] = await this.sql(
      `select next_at < extract(epoch from now()) * 1000 as overdue from ${SCHEMA}.runs where id = $1`,
      [runId],
    );
    return overdue === true;
  }

  /**
   * Makes a secret due and lets two replicas carry out the dispatch task at the same moment: each is held at the point
   * at which it would create the run, and the scheduler forgets that the first one runs, as it does after a timeout.
   */
  async doubled(
    { name }: WorldSecret,
    trigger: () => Promise<unknown>,
  ): Promise<void> {
    await this.sql('begin');
    await this.sql(`lock table ${SCHEMA}.runs in share mode`);
    const others = await LedgerView.open(this.#server);
    try {
      await trigger();
      await eventually('two replicas are about to create the run', async () => {
        // Again and again: after a rotation the next tick plans anew and takes it back.
        await others.sql(
          `update ${SCHEMA}.secrets set due_at = 1, dispatch_at = 1
            where entity_ref = $1 and due_at <> 1`,
          [`resource:default/${name}`],
        );
        await others.sql(
          `update ${SCHEMA}.backstage_backend_tasks__tasks
              set current_run_ticket = null, next_run_start_at = now()
            where id = 'dispatch'`,
        );
        const waiting = await others.sql(
          `select count(distinct client_port) as n from pg_stat_activity
            where wait_event_type = 'Lock' and query ilike 'insert into "runs"%'`,
        );
        return Number(waiting[0].n) >= 2;
      });
    } finally {
      await this.sql('commit');
      await others.close();
    }
    await eventually('the doubled ticks are over', async () => {
      const [{ n }] = await this.sql(
        `select count(*) as n from pg_stat_activity
          where wait_event_type = 'Lock' and query ilike 'insert into "runs"%'`,
      );
      return Number(n) === 0;
    });
  }

  async sql(
    text: string,
    values: unknown[] = [],
  ): Promise<Array<Record<string, unknown>>> {
    return (await this.#client.query(text, values)).rows;
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
