import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { LoginFacts, LoginSetting, Membership } from './loginFacts';

/**
 * Compares two logins that take turns. What one may do and the other may not would break a consumer after the switch,
 * so each difference is a failed check with the statements that make `other` like `model`.
 */
export function compareLogins(
  model: LoginFacts,
  other: LoginFacts,
): PreflightCheck[] {
  const what = `${model.login} and ${other.login}`;
  return [
    differs(
      'postgres.same-attributes',
      `${what} have the same attributes`,
      attributeFixes(model, other),
    ),
    differs(
      'postgres.same-connection-limit',
      `${what} have the same connection limit`,
      model.connectionLimit === other.connectionLimit
        ? []
        : [`${alter(other)} CONNECTION LIMIT ${model.connectionLimit}`],
    ),
    differs(
      'postgres.same-validity',
      `${what} are valid for the same time, and still are`,
      validityFixes(model, other),
    ),
    differs(
      'postgres.same-memberships',
      `${what} belong to the same roles in the same way`,
      membershipFixes(model, other),
    ),
    differs(
      'postgres.same-settings',
      `${what} have the same settings, the default role included`,
      settingFixes(model, other),
    ),
    ownership([model, other]),
    directGrants(model, other),
  ];
}

function differs(
  code: string,
  claim: string,
  fixes: readonly string[],
): PreflightCheck {
  return fixes.length === 0
    ? { code, ok: true, message: claim }
    : { code, ok: false, message: `Not so: ${claim}`, fix: fixes.join('; ') };
}

function attributeFixes(model: LoginFacts, other: LoginFacts): string[] {
  const missing = model.attributes.filter(a => !other.attributes.includes(a));
  return missing.length === 0 ? [] : [`${alter(other)} ${missing.join(' ')}`];
}

function validityFixes(model: LoginFacts, other: LoginFacts): string[] {
  const expired = [model, other].filter(facts => facts.expired);
  if (expired.length > 0) {
    return expired.map(facts => `${alter(facts)} VALID UNTIL 'infinity'`);
  }
  return model.validUntil === other.validUntil
    ? []
    : [
        `${alter(other)} VALID UNTIL ${escapeLiteral(
          model.validUntil ?? 'infinity',
        )}`,
      ];
}

function membershipFixes(model: LoginFacts, other: LoginFacts): string[] {
  const flags = ({ inherit, set, admin }: Membership) =>
    `INHERIT ${truth(inherit)}, SET ${truth(set)}, ADMIN ${truth(admin)}`;
  const find = (facts: LoginFacts, role: string) =>
    facts.memberships.find(membership => membership.role === role);
  const login = escapeIdentifier(other.login);
  return [
    ...model.memberships
      .filter(wanted => {
        const has = find(other, wanted.role);
        return !has || flags(has) !== flags(wanted);
      })
      .map(
        wanted =>
          `GRANT ${escapeIdentifier(wanted.role)} TO ${login} WITH ${flags(
            wanted,
          )}`,
      ),
    ...other.memberships
      .filter(({ role }) => !find(model, role))
      .map(({ role }) => `REVOKE ${escapeIdentifier(role)} FROM ${login}`),
  ];
}

function settingFixes(model: LoginFacts, other: LoginFacts): string[] {
  const lacks = (facts: LoginFacts, wanted: LoginSetting) =>
    !facts.settings.some(
      ({ name, value, database }) =>
        name === wanted.name &&
        value === wanted.value &&
        database === wanted.database,
    );
  const named = (facts: LoginFacts, { name, database }: LoginSetting) =>
    facts.settings.some(s => s.name === name && s.database === database);
  const scope = ({ database }: LoginSetting) =>
    database ? ` IN DATABASE ${escapeIdentifier(database)}` : '';
  return [
    ...model.settings
      .filter(wanted => lacks(other, wanted))
      .map(
        wanted =>
          `${alter(other)}${scope(wanted)} SET ${wanted.name} = ${shown(
            wanted,
            model.login,
          )}`,
      ),
    ...other.settings
      .filter(setting => !named(model, setting))
      .map(setting => `${alter(other)}${scope(setting)} RESET ${setting.name}`),
  ];
}

/** A setting may hold anything, a token too: only the default role's name is shown. */
function shown({ name, value }: LoginSetting, like: string): string {
  return name === 'role' ? escapeLiteral(value) : `(as on ${like})`;
}

function ownership(logins: readonly LoginFacts[]): PreflightCheck {
  const code = 'postgres.owns-nothing';
  const owners = logins.filter(({ ownedObjects }) => ownedObjects > 0);
  const names = owners.map(({ login }) => login).join(' and ');
  return owners.length === 0
    ? {
        code,
        ok: true,
        message: `${logins
          .map(({ login }) => login)
          .join(' and ')} own no objects themselves`,
      }
    : {
        code,
        ok: false,
        message: `${names} own${
          owners.length === 1 ? 's' : ''
        } objects, which the other login could not alter`,
        fix: `${owners
          .map(
            ({ login }) =>
              `REASSIGN OWNED BY ${escapeIdentifier(
                login,
              )} TO the owner role that both logins belong to`,
          )
          .join('; ')}, in each database`,
      };
}

function directGrants(model: LoginFacts, other: LoginFacts): PreflightCheck {
  const code = 'postgres.same-grants';
  const without = (these: readonly string[], those: readonly string[]) =>
    these.filter(grant => !those.includes(grant)).length;
  const oneSided =
    without(model.directGrants, other.directGrants) +
    without(other.directGrants, model.directGrants);
  return oneSided === 0
    ? {
        code,
        ok: true,
        message: `${model.login} and ${other.login} were granted rights on the same objects`,
      }
    : {
        code,
        ok: false,
        message: `${oneSided} objects grant rights to only one of ${model.login} and ${other.login}`,
        fix: 'Grant rights to the owner role that both logins belong to, not to one login; \\dp in psql lists them',
      };
}

function alter({ login }: LoginFacts): string {
  return `ALTER ROLE ${escapeIdentifier(login)}`;
}

function truth(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}
