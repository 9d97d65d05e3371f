import type { PreflightCheck } from '@keyturn/backstage-plugin-secret-rotation-node';
import { sqlAccount } from '../accounts/Account';
import type { Dialect } from '../accounts/Dialect';
import { KNOWN_PLUGINS } from '../verifiers';
import type { AccountFacts } from './accountFacts';
import { check } from './checks';

/** Looks whether Keyturn knows how an account logs in, and whether a change of it would concern that one alone. */
export function checkAccount(
  { account, namesakes, state, grants }: AccountFacts,
  dialect: Dialect,
): PreflightCheck[] {
  const name = sqlAccount(account);
  const [first] = state.verifiers;
  const hasPassword =
    first !== undefined &&
    (first.text !== '' || state.isLocked) &&
    KNOWN_PLUGINS.includes(first.plugin);
  const wanted =
    dialect.product === 'MySQL'
      ? 'caching_sha2_password'
      : 'mysql_native_password';
  return [
    check({
      code: 'mysql.one-host',
      ok: namesakes === 0,
      is: `There is one account of ${account.user}`,
      isNot: `${account.user} has accounts of other hosts too: sessions tell only the user`,
      fix: `Keep ${name} alone, and drop the others`,
    }),
    check({
      code: 'mysql.plugin',
      ok: hasPassword,
      is: `${name} logs in by a password that Keyturn knows to set`,
      isNot: `${name} logs in by ${first?.text ? first.plugin : 'no password'}`,
      fix: `ALTER USER ${name} IDENTIFIED ${
        dialect.product === 'MySQL' ? 'WITH' : 'VIA'
      } ${wanted}, with the password that consumers use`,
    }),
    check({
      code: 'mysql.system-account',
      ok: !grants.some(grant => /\bSYSTEM_USER\b/.test(grant)),
      is: `${name} is no system account`,
      isNot: `${name} is a system account, which only another one may change`,
      fix: `REVOKE SYSTEM_USER ON *.* FROM ${name}`,
    }),
  ];
}
