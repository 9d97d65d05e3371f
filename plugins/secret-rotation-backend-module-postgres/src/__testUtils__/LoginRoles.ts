import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeIdentifier as role, escapeLiteral } from 'pg';

const GRANTS = join(__dirname, '..', '..', 'grants');

/** Runs SQL as the superuser. */
type Sql = (
  text: string,
  values?: unknown[],
) => Promise<Record<string, unknown>[]>;

/** The roles of one world: two logins of one owner, and administrators. */
export class LoginRoles {
  readonly #sql: Sql;
  readonly #users: readonly [string, string];
  readonly #owner: string;
  readonly #administrators: string[] = [];

  constructor(sql: Sql, users: readonly [string, string], owner: string) {
    this.#sql = sql;
    this.#users = users;
    this.#owner = owner;
  }

  /** The first login is in use, the second one waits for its first password. */
  async create(password: string): Promise<void> {
    const [first, second] = this.#users;
    const owner = this.#owner;
    await this.#sql(`CREATE ROLE ${role(owner)} NOLOGIN`);
    await this.#sql(`CREATE ROLE ${role(second)} NOLOGIN`);
    await this.#sql(
      `COMMENT ON ROLE ${role(second)} IS 'the shop\'\'s second login'`,
    );
    if (canBeLogin(first)) {
      await this.#sql(
        `CREATE ROLE ${role(first)} LOGIN PASSWORD ${escapeLiteral(password)}`,
      );
    }
    for (const login of this.#logins()) {
      await this.#sql(`GRANT ${role(owner)} TO ${role(login)}`);
      await this.#sql(
        `ALTER ROLE ${role(login)} SET role = ${escapeLiteral(owner)}`,
      );
    }
  }

  /** A login that may change nothing. */
  async addAdministrator(name: string, password: string): Promise<void> {
    await this.#sql(
      `CREATE ROLE ${role(name)} LOGIN PASSWORD ${escapeLiteral(password)}`,
    );
    this.#administrators.push(name);
  }

  /** Runs the script of a strategy that operators run. */
  async grantTo(admin: string, strategy: string): Promise<void> {
    if (!this.#users.every(canBeLogin)) return;
    const [first, second] = this.#users;
    const names: Record<string, string> = {
      admin,
      first,
      second,
      login: first,
    };
    const script = await readFile(join(GRANTS, `${strategy}.sql`), 'utf8');
    await this.#sql(
      script.replace(/:"(\w+)"/g, (_, name) => role(names[name])),
    );
  }

  /** All that the server keeps about the roles. */
  async look(admin: string): Promise<unknown> {
    return this.#sql(
      `SELECT to_jsonb(r) AS role, d.description AS comment
         FROM pg_authid r
         LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
        WHERE r.rolname = ANY ($1) ORDER BY r.rolname`,
      [[...this.#logins(), this.#owner, admin]],
    );
  }

  async drop(): Promise<void> {
    const logins = [...this.#logins(), ...this.#administrators];
    await this.#sql(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY ($1)',
      [logins],
    );
    for (const login of [...logins, this.#owner]) {
      await this.#sql(`DROP OWNED BY ${role(login)}`);
      await this.#sql(`DROP ROLE ${role(login)}`);
    }
  }

  #logins(): string[] {
    return this.#users.filter(canBeLogin);
  }
}

/** Whether PostgreSQL can have a login of that name. It cuts off what is too long. */
function canBeLogin(name: string): boolean {
  return !name.includes('\0');
}
