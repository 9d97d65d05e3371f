import type { RotatorDeclaration } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { PeerCase } from '../cases/tallyCases';
import { can, type RotatorWorldAbility } from './cases';
import { rotatorCases } from './rotatorCases';
import type { RotatorWorld } from './world';

/** A rotator at a server, and what is known of the two. @public */
export interface RotatorPeer {
  /** Of the rotator and its server, for people. */
  readonly name: string;
  /** What the rotator says that it does: it chooses the cases. */
  readonly declaration: RotatorDeclaration;
  /** Makes a secret of its own for each case, often several for one. */
  createWorld(): Promise<RotatorWorld>;
  /** Why cases are skipped: by what the world cannot do, or by a case's whole name. */
  readonly exemptions?: Readonly<Record<string, string>>;
}

/**
 * The cases of a peer, each with the reason why it is skipped, if it is.
 * @throws Error for an exemption that skips nothing
 */
export function casesFor(peer: RotatorPeer): readonly PeerCase[] {
  const { declaration, exemptions = {} } = peer;
  const cases = rotatorCases().filter(one => one.isFor(declaration));
  const known = new Set<string>(
    cases.flatMap(({ name, needs }) => [name, ...needs]),
  );
  const unknown = Object.keys(exemptions).find(key => !known.has(key));
  if (unknown !== undefined) {
    throw new Error(`There is no case for the exemption "${unknown}"`);
  }
  return cases.map(({ name, needs, run }) => {
    const lacking = needs.find(ability => exemptions[ability] !== undefined);
    return {
      name,
      skipped:
        exemptions[name] ??
        (lacking === undefined ? undefined : exemptions[lacking]),
      run: () => run(() => peer.createWorld(), declaration),
    };
  });
}

/** @throws Error when the world can do what its peer is exempt from: an exemption must not outlive its reason */
export async function refuseStaleExemptions(peer: RotatorPeer): Promise<void> {
  const world = await peer.createWorld();
  try {
    const stale = rotatorCases()
      .flatMap<RotatorWorldAbility>(({ needs }) => needs)
      .find(
        ability =>
          peer.exemptions?.[ability] !== undefined && can(world, ability),
      );
    if (stale) {
      throw new Error(`The world has ${stale}: remove the exemption from it`);
    }
  } finally {
    await world.close();
  }
}
