import type { Client } from 'pg';

/** One group role that a login belongs to. */
export interface Membership {
  readonly role: string;
  readonly inherit: boolean;
  readonly set: boolean;
  readonly admin: boolean;
}

/** What is compared between two logins that take turns. */
export interface LoginFacts {
  readonly login: string;
  /** SUPERUSER, INHERIT, CREATEROLE, CREATEDB, REPLICATION, BYPASSRLS: each, or with NO before it. */
  readonly attributes: readonly string[];
  readonly connectionLimit: number;
  /** `null` when it never ends. */
  readonly validUntil: string | null;
  readonly expired: boolean;
  readonly memberships: readonly Membership[];
  /** Settings of the login, as `name=value`, with the database when for one only. */
  readonly settings: readonly LoginSetting[];
  /** How many objects it owns, in all databases. */
  readonly ownedObjects: number;
  /** What it was granted directly, as opaque ids. */
  readonly directGrants: readonly string[];
}

/** `ALTER ROLE … SET`. */
export interface LoginSetting {
  readonly name: string;
  readonly value: string;
  /** Empty for all databases. */
  readonly database: string;
}

const FACTS = `
SELECT r.rolname AS "login",
       ARRAY[
         CASE WHEN r.rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END,
         CASE WHEN r.rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
         CASE WHEN r.rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END,
         CASE WHEN r.rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
         CASE WHEN r.rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END,
         CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END
       ] AS "attributes",
       r.rolconnlimit AS "connectionLimit",
       CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil::text END AS "validUntil",
       coalesce(r.rolvaliduntil <= now(), false) AS "expired",
       (SELECT coalesce(json_agg(membership ORDER BY membership->>'role'), '[]')
          FROM (SELECT json_build_object(
                         'role', g.rolname,
                         'inherit', bool_or(m.inherit_option),
                         'set', bool_or(m.set_option),
                         'admin', bool_or(m.admin_option)) AS membership
                  FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                 WHERE m.member = r.oid
                 GROUP BY g.rolname) AS groups) AS "memberships",
       (SELECT coalesce(json_agg(json_build_object(
                 'name', split_part(setting, '=', 1),
                 'value', substr(setting, strpos(setting, '=') + 1),
                 'database', coalesce(d.datname, ''))
                 ORDER BY d.datname, setting), '[]')
          FROM pg_db_role_setting s
          CROSS JOIN LATERAL unnest(s.setconfig) AS setting
          LEFT JOIN pg_database d ON d.oid = s.setdatabase
         WHERE s.setrole = r.oid) AS "settings",
       (SELECT count(*)::int FROM pg_shdepend
         WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid
           AND deptype = 'o') AS "ownedObjects",
       (SELECT coalesce(json_agg(DISTINCT concat_ws('.', dbid, classid, objid, objsubid, deptype)), '[]')
          FROM pg_shdepend
         WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid
           AND deptype IN ('a', 'r')) AS "directGrants"
  FROM pg_roles r
 WHERE r.rolname = ANY ($1)`;

/** Reads what both logins are. A login that does not exist is left out. */
export async function readLoginFacts(
  client: Client,
  logins: readonly string[],
): Promise<Map<string, LoginFacts>> {
  const { rows } = await client.query<LoginFacts>(FACTS, [logins]);
  return new Map(rows.map(row => [row.login, row]));
}
