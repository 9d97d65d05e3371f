import { PORTAL_DATABASE } from '@keyturn/dev-peers/world';
import { Client } from 'pg';
import type { WorldDatabase } from './database';

const SCHEMA = '"secret-rotation"';

/** A version as the ledger knows it. */
export interface LedgerVersion {
  readonly number: number;
  readonly state: string;
  readonly storeIds: readonly string[];
}

/** What the ledger says after a run. */
export interface LedgerFacts {
  readonly state: string;
  readonly isClosed: boolean;
  readonly openRuns: number;
  readonly versions: readonly LedgerVersion[];
}

/**
 * Looks into the ledger from outside, with the server's own superuser. A trigger of ours writes down every commit of a
 * run, so that commits are counted by PostgreSQL and not by what is tested.
 */
export class LedgerView {
  readonly #client: Client;

  static async open({ server }: WorldDatabase): Promise<LedgerView> {
    const client = new Client({
      connectionString: server.connectionString(PORTAL_DATABASE),
      application_name: 'keyturn-oracle',
    });
    await client.connect();
    // The lease is renewed by updates that change nothing else; they are no commits of the run.
    await client.query(`
      create table if not exists public.run_commits (
        run_id int not null, is_claim boolean not null, at timestamptz not null default clock_timestamp()
      );
      create or replace function public.note_run_commit() returns trigger language plpgsql security definer as $$
      begin
        if tg_op = 'INSERT' then
          insert into public.run_commits (run_id, is_claim) values (new.id, false);
        elsif to_jsonb(old) - 'next_at' is distinct from to_jsonb(new) - 'next_at' then
          insert into public.run_commits (run_id, is_claim) values (new.id, new.epoch <> old.epoch);
        end if;
        return null;
      end $$;
      create or replace trigger note_run_commit after insert or update on ${SCHEMA}.runs
        for each row execute function public.note_run_commit();
    `);
    return new LedgerView(client);
  }

  private constructor(client: Client) {
    this.#client = client;
  }

  /** How often a run was committed, its creation and claims included. */
  async commits(runId: number): Promise<number> {
    const { rows } = await this.#client.query(
      'select count(*)::int as n from public.run_commits where run_id = $1',
      [runId],
    );
    return rows[0].n;
  }

  /**
   * When a run made its first progress after a moment, in ms since 1970: a commit that is more than a claim, because a
   * run that is taken up and then hangs has not recovered.
   */
  async nextProgress(
    runId: number,
    after: number,
  ): Promise<number | undefined> {
    const { rows } = await this.#client.query(
      `select extract(epoch from min(at)) * 1000 as at from public.run_commits
       where run_id = $1 and not is_claim and at > to_timestamp($2::double precision / 1000)`,
      [runId, after],
    );
    return rows[0].at === null ? undefined : Number(rows[0].at);
  }

  /** What the ledger says about a run and its secret. */
  async facts(runId: number): Promise<LedgerFacts> {
    const run = await this.#client.query(
      `select state, closed_at is not null as closed, secret_id from ${SCHEMA}.runs where id = $1`,
      [runId],
    );
    const [{ state, closed, secret_id: secretId }] = run.rows;
    const open = await this.#client.query(
      `select count(*)::int as n from ${SCHEMA}.runs where secret_id = $1 and closed_at is null`,
      [secretId],
    );
    const versions = await this.#client.query(
      `select number, state, store_ids from ${SCHEMA}.versions where secret_id = $1 order by number`,
      [secretId],
    );
    return {
      state,
      isClosed: closed,
      openRuns: open.rows[0].n,
      versions: versions.rows.map(row => ({
        number: row.number,
        state: row.state,
        storeIds: JSON.parse(row.store_ids),
      })),
    };
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
