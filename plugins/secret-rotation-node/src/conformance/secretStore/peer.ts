import { can, type SecretStoreCase, type WorldAbility } from './cases';
import { secretStoreCases } from './secretStoreCases';
import type { SecretStoreWorld } from './world';

/** A store on a server, and what is known of the server. @public */
export interface SecretStorePeer {
  /** Of the store and its server, for people. */
  readonly name: string;
  /** Called once; every case then works on a path of its own. */
  createWorld(): Promise<SecretStoreWorld>;
  /** Why cases are skipped: by what the world cannot do, or by a case's whole name. */
  readonly exemptions?: Readonly<Record<string, string>>;
}

/** The cases of a peer, each with the reason why it is skipped, if it is. */
export function casesFor({
  exemptions = {},
}: Pick<SecretStorePeer, 'exemptions'>): ReadonlyArray<
  SecretStoreCase & { readonly skipped?: string }
> {
  const cases = secretStoreCases();
  const known = new Set(cases.flatMap(({ name, needs }) => [name, needs]));
  const unknown = Object.keys(exemptions).find(
    key => ![...known].some(one => one === key),
  );
  if (unknown !== undefined) {
    throw new Error(`There is no case for the exemption "${unknown}"`);
  }
  return cases.map(one => ({
    ...one,
    skipped:
      exemptions[one.name] ?? (one.needs ? exemptions[one.needs] : undefined),
  }));
}

/** @throws Error when a world can do what its peer is exempt from: an exemption must not outlive its reason */
export function refuseStaleExemptions(
  { exemptions = {} }: SecretStorePeer,
  world: SecretStoreWorld,
): void {
  const abilities = secretStoreCases().flatMap(({ needs }) => needs ?? []);
  const stale = abilities.find(
    (ability: WorldAbility) =>
      exemptions[ability] !== undefined && can(world, ability),
  );
  if (stale) {
    throw new Error(`The world has ${stale}: remove the exemption from it`);
  }
}
