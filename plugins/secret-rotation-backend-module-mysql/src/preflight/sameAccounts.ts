import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { sqlAccount } from '../accounts/Account';
import { GRANTEE, type AccountFacts } from './accountFacts';
import { check } from './checks';

/**
 * Compares two accounts that take turns. What one may do and the other may not would break a consumer after the switch,
 * so each difference is a failed check with what makes `other` like `model`.
 */
export function compareAccounts(
  model: AccountFacts,
  other: AccountFacts,
): PreflightCheck[] {
  const what = `${model.account.user} and ${other.account.user}`;
  return [
    same(
      'mysql.same-grants',
      `${what} were granted the same rights and roles`,
      grantFixes(model, other),
    ),
    same(
      'mysql.same-default-roles',
      `${what} have the same roles at login`,
      model.defaultRoles.join() === other.defaultRoles.join()
        ? []
        : [
            `ALTER USER ${sqlAccount(other.account)} DEFAULT ROLE ${
              model.defaultRoles.join(', ') || 'NONE'
            }`,
          ],
    ),
    same(
      'mysql.same-limits',
      `${what} may connect in the same way`,
      limitFixes(model, other),
    ),
  ];
}

function same(
  code: string,
  claim: string,
  fixes: readonly string[],
): PreflightCheck {
  return check({
    code,
    ok: fixes.length === 0,
    is: claim,
    isNot: `Not so: ${claim}`,
    fix: fixes.join('; '),
  });
}

function grantFixes(model: AccountFacts, other: AccountFacts): string[] {
  const name = sqlAccount(other.account);
  const named = (grant: string) => grant.replace(GRANTEE, () => name);
  return [
    ...other.grants
      .filter(grant => !model.grants.includes(grant))
      .map(grant => named(undone(grant))),
    ...model.grants.filter(grant => !other.grants.includes(grant)).map(named),
  ];
}

/** The statement that takes back what another one gave. */
function undone(grant: string): string {
  if (grant.startsWith('SET DEFAULT ROLE')) {
    return `SET DEFAULT ROLE NONE FOR ${GRANTEE}`;
  }
  return grant.startsWith('REVOKE ')
    ? grant
        .replace('REVOKE ', 'GRANT ')
        .replace(` FROM ${GRANTEE}`, ` TO ${GRANTEE}`)
    : grant
        .replace('GRANT ', 'REVOKE ')
        .replace(` TO ${GRANTEE}`, ` FROM ${GRANTEE}`)
        .replace(/ WITH (?:GRANT|ADMIN) OPTION$/, '');
}

/** What `ALTER USER … WITH` calls a column. */
const RESOURCES: Readonly<Record<string, string>> = {
  max_questions: 'MAX_QUERIES_PER_HOUR',
  max_updates: 'MAX_UPDATES_PER_HOUR',
  max_connections: 'MAX_CONNECTIONS_PER_HOUR',
  max_user_connections: 'MAX_USER_CONNECTIONS',
  max_statement_time: 'MAX_STATEMENT_TIME',
};

function limitFixes(model: AccountFacts, other: AccountFacts): string[] {
  const name = sqlAccount(other.account);
  const different = Object.keys(model.limits).filter(
    column => model.limits[column] !== other.limits[column],
  );
  const isResource = (column: string) => Object.hasOwn(RESOURCES, column);
  const resources = different.filter(isResource);
  const rest = different.filter(column => !isResource(column));
  return [
    ...(resources.length === 0
      ? []
      : [
          `ALTER USER ${name} WITH ${resources
            .map(column => `${RESOURCES[column]} ${model.limits[column]}`)
            .join(' ')}`,
        ]),
    ...(rest.length === 0
      ? []
      : [
          `Give ${name} by ALTER USER what SHOW CREATE USER ${sqlAccount(
            model.account,
          )} says of REQUIRE and PASSWORD EXPIRE`,
        ]),
  ];
}
