import { awsMoto } from './awsMoto';
import { gcpAlias, gcpLatest } from './gcpStandIn';
import { kvStandIn } from './kvStandIn';
import { openBao } from './openBao';
import { pairsOf } from './selection';
import { awsIam } from './targets/awsIam';
import { tlsAcme } from './targets/certificates/tlsAcme';
import { tlsCa } from './targets/certificates/tlsCa';
import { tlsVaultPki } from './targets/certificates/tlsVaultPki';
import { gcpServiceAccount } from './targets/gcpServiceAccount';
import { dataKeys } from './targets/dataKeys';
import { httpApiKey } from './targets/httpApiKey';
import { ldap } from './targets/ldap';
import { opaque } from './targets/opaque';
import { postgresAlternating, postgresSingle } from './targets/postgres';
import { rabbitMq } from './targets/rabbitMq';
import { redis } from './targets/redis';
import { signingKeys } from './targets/signingKeys';
import {
  mariadbAlternating,
  mariadbDual,
  mysqlAlternating,
  mysqlDual,
} from './targets/sqlLogins';
import type { StoreKind, Strategy, TargetKind } from './contracts';

/** A rotator joins the sweep by a file in the folder `targets` and a line here. */
const TARGETS: readonly TargetKind[] = [
  postgresAlternating,
  postgresSingle,
  mariadbAlternating,
  mariadbDual,
  mysqlAlternating,
  mysqlDual,
  redis,
  httpApiKey,
  ldap,
  rabbitMq,
  awsIam,
  gcpServiceAccount,
  tlsCa,
  tlsVaultPki,
  tlsAcme,
  opaque,
  dataKeys,
  signingKeys,
];

/** A store joins the sweep by a file in this folder and a line here. */
const STORES: readonly StoreKind[] = [
  openBao,
  kvStandIn,
  awsMoto,
  gcpAlias,
  gcpLatest,
];

/** See {@link pairsOf}. */
export const STRATEGIES: readonly Strategy[] = pairsOf(TARGETS, STORES);

/** @throws Error when there is no such strategy */
export function strategyNamed(name: string): Strategy {
  const found = STRATEGIES.find(each => each.name === name);
  if (!found) throw new Error(`There is no strategy ${name}`);
  return found;
}

export type * from './contracts';
