import { awsMoto } from './awsMoto';
import { gcpAlias, gcpLatest } from './gcpStandIn';
import { kvStandIn } from './kvStandIn';
import { openBao } from './openBao';
import { postgres } from './postgres';
import type { StoreKind, Strategy, TargetKind } from './contracts';

/** A rotator joins the sweep by a file in this folder and a line here. */
const TARGETS: readonly TargetKind[] = [postgres];

/** A store joins the sweep by a file in this folder and a line here. */
const STORES: readonly StoreKind[] = [
  openBao,
  kvStandIn,
  awsMoto,
  gcpAlias,
  gcpLatest,
];

/** Every pair of rotator and store. */
export const STRATEGIES: readonly Strategy[] = TARGETS.flatMap(target =>
  STORES.map(store => ({
    name: `${target.name} × ${store.name}`,
    target,
    store,
  })),
);

/** @throws Error when there is no such strategy */
export function strategyNamed(name: string): Strategy {
  const found = STRATEGIES.find(each => each.name === name);
  if (!found) throw new Error(`There is no strategy ${name}`);
  return found;
}

export type * from './contracts';
